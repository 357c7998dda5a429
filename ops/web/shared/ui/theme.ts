import { createTheme, type MantineColorsTuple } from '@mantine/core';

const pine: MantineColorsTuple = ['#eef5f3', '#dbeae6', '#b7d5cd', '#8fbdb1', '#66a496', '#468c7d', '#2d7768', '#1a6556', '#0d5548', '#083f36'];
const brass: MantineColorsTuple = ['#fbf6ea', '#f5ebd2', '#ebd8a8', '#e0c47b', '#d6b255', '#c99d37', '#b08429', '#8f6a1e', '#6f5116', '#52390c'];
const red: MantineColorsTuple = ['#fbeeec', '#f5d9d6', '#ebb5b0', '#dd8d86', '#cf6a61', '#c04f46', '#b34038', '#aa3831', '#a1322b', '#7d231e'];
const ink: MantineColorsTuple = ['#f6f5f1', '#ecebe5', '#dddbd2', '#c3c1b6', '#98978d', '#71726b', '#5a5e59', '#434946', '#2c3432', '#1a2220'];

export const theme = createTheme({
  colors: { pine, brass, red, gray: ink },
  primaryColor: 'pine',
  primaryShade: 8,
  black: '#1a2220',
  fontFamily: "'IBM Plex Sans Variable', 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SFMono-Regular', 'DejaVu Sans Mono', Consolas, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8438rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '1.375rem' }, h2: { fontSize: '1.0625rem' }, h3: { fontSize: '0.9375rem' } } },
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '10px', xl: '16px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Modal: { defaultProps: { centered: true, radius: 'md', overlayProps: { backgroundOpacity: 0.35, blur: 1 }, transitionProps: { duration: 120 } } },
    Tooltip: { defaultProps: { openDelay: 300 } },
  },
});
