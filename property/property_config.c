#include "property/property_config.h"

#include "ops/daemon.h"
#include "ops/mail.h"

#define SETTING(...) CONFIG_SETTING(PropertyConfig, __VA_ARGS__)

static const ConfigSetting settings[] = {
    SETTING("hotel", CONFIG_TEXT, hotel, .required = true, .help = "code of the hotel this node belongs to"),
    DAEMON_SETTINGS(PropertyConfig),
    SETTING("listen_port", CONFIG_INT, listen_port, .initial = "7401", .min = 0, .max = 65535,
            .help = "port of the front desk; 0: any free one"),
    SETTING("store", CONFIG_TEXT, store, .required = true,
            .help = "ODBC connection string of the hotel's store"),
    SETTING("store_password_file", CONFIG_SECRET_FILE, store_password,
            .help = "file with the password of the store's server"),
    SETTING("console", CONFIG_PATH, console, .help = "folder of the front desk's console"),
    SETTING("known_faults", CONFIG_PATH, known_faults,
            .help = "file with what the chain knows of faults; the hotel is given each entry once"),
    SETTING("starter_plans", CONFIG_PATH, starter_plans,
            .help = "file with preventive plans that a hotel may take over"),
    SETTING("downtime_folder", CONFIG_PATH, downtime_folder,
            .help = "folder of the downtime pack; without it beside the store, when that is a file"),
    SETTING("downtime_second_folder", CONFIG_PATH, downtime_second_folder,
            .help = "another folder of the downtime pack, such as a memory stick"),
    SETTING(
        "card_terms_en", CONFIG_TEXT, card_terms_en,
        .initial =
            "I have received the room and the key. I pay what is charged to the room, and I answer for what "
            "is lost or damaged. Please leave the room by the time of check-out.",
        .help = "what a guest signs on the registration card, in English"),
    SETTING("card_terms_zh", CONFIG_TEXT, card_terms_zh,
            .initial =
                "本人已收到房间及房卡。本人将支付计入房账的费用，并对遗失或损坏负责。请在退房时间前离店。",
            .help = "the same in Chinese"),
    SETTING("token_key_file", CONFIG_SECRET_FILE, token_key, .required = true,
            .help = "secret that seals sessions"),
    SETTING("callers", CONFIG_INT, callers, .initial = "8", .min = 1, .max = 256,
            .help = "threads that may wait for the centre or the directory"),
    SETTING("devices", CONFIG_PATH, devices,
            .help = "file with the interfaces of the house's devices; none without it"),
    SETTING("device_address", CONFIG_TEXT, device_address, .initial = "127.0.0.1",
            .help = "address devices connect to; beyond loopback each interface needs its `addresses`"),
    SETTING("device_port", CONFIG_INT, device_port, .initial = "0", .min = 0, .max = 65535,
            .help = "port devices connect to; 0: any free one"),
    SETTING("device_alive_after", CONFIG_DURATION_MS, device_alive_ms, .initial = "60s", .min = 100,
            .max = 86400000, .help = "silence of a device after which it is asked whether it is alive"),
    SETTING("device_closed_after", CONFIG_DURATION_MS, device_silence_ms, .initial = "15m", .min = 100,
            .max = 86400000, .help = "silence of a device after which its connection is closed"),
    SETTING("mail_host", CONFIG_TEXT, mail_host,
            .help = "server that takes the hotel's mail; without it a person sends what waits"),
    SETTING("mail_port", CONFIG_INT, mail_port, .initial = "0", .min = 0, .max = 65535,
            .help = "its port; 0: 587 for starttls, 465 for tls, 25 for open"),
    SETTING("mail_security", CONFIG_ENUM, mail_security, .initial = "starttls",
            .choices = mail_security_codes, .help = "starttls, tls, or open for a relay on this machine"),
    SETTING("mail_user", CONFIG_TEXT, mail_user, .help = "login at the mail server"),
    SETTING("mail_password_file", CONFIG_SECRET_FILE, mail_password,
            .help = "file with the password at the mail server"),
    SETTING("mail_ca_file", CONFIG_PATH, mail_ca_file,
            .help = "PEM of certificates to trust; without it the system's"),
    SETTING("mail_from", CONFIG_TEXT, mail_from, .help = "address that guests see"),
    SETTING("mail_attempts", CONFIG_INT, mail_attempts, .initial = "10", .min = 1, .max = 1000,
            .help = "attempts before a message is given up and waits for a person"),
    SETTING("mail_pause", CONFIG_DURATION_MS, mail_pause_ms, .initial = "1m", .min = 10, .max = 86400000,
            .help = "after the first failure; doubled after each further one"),
    SETTING("mail_pause_longest", CONFIG_DURATION_MS, mail_pause_longest_ms, .initial = "1h", .min = 10,
            .max = 86400000, .help = "longest pause between attempts"),
};

Config *property_config_load(const char *path, const char *const *overrides, PropertyConfig *ret_config,
                             GError **error)
{
    return config_load(settings, G_N_ELEMENTS(settings), ret_config, path, overrides, error);
}
