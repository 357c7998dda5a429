import { consoleStart } from '@shared/ui/start';
import { App } from './App';
import { Welcome } from './Welcome';
import { english } from './text/en';
import { chinese } from './text/zh';

consoleStart({ english, chinese, welcome: <Welcome />, app: <App /> });
