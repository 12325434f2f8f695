// Every icon of the interface under the name of what it means here, each imported on its own.
import ALargeSmall from "@lucide/svelte/icons/a-large-small";
import Activity from "@lucide/svelte/icons/activity";
import AlarmClock from "@lucide/svelte/icons/alarm-clock";
import ArrowDown from "@lucide/svelte/icons/arrow-down";
import ArrowUp from "@lucide/svelte/icons/arrow-up";
import Filter from "@lucide/svelte/icons/list-filter";
import MessageSquare from "@lucide/svelte/icons/message-square";
import MessageSquareText from "@lucide/svelte/icons/message-square-text";
import AppWindow from "@lucide/svelte/icons/app-window";
import ArrowLeft from "@lucide/svelte/icons/arrow-left";
import Bell from "@lucide/svelte/icons/bell";
import BellOff from "@lucide/svelte/icons/bell-off";
import BookOpen from "@lucide/svelte/icons/book-open";
import Calendar from "@lucide/svelte/icons/calendar";
import ChartLine from "@lucide/svelte/icons/chart-line";
import Check from "@lucide/svelte/icons/check";
import ChevronDown from "@lucide/svelte/icons/chevron-down";
import ChevronLeft from "@lucide/svelte/icons/chevron-left";
import ChevronRight from "@lucide/svelte/icons/chevron-right";
import ChevronUp from "@lucide/svelte/icons/chevron-up";
import ChevronsUp from "@lucide/svelte/icons/chevrons-up";
import Circle from "@lucide/svelte/icons/circle";
import CircleCheck from "@lucide/svelte/icons/circle-check";
import CircleDashed from "@lucide/svelte/icons/circle-dashed";
import CircleDot from "@lucide/svelte/icons/circle-dot";
import Link from "@lucide/svelte/icons/link";
import Printer from "@lucide/svelte/icons/printer";
import CircleQuestion from "@lucide/svelte/icons/circle-question-mark";
import ClipboardList from "@lucide/svelte/icons/clipboard-list";
import Clock from "@lucide/svelte/icons/clock";
import Contrast from "@lucide/svelte/icons/contrast";
import Copy from "@lucide/svelte/icons/copy";
import Ellipsis from "@lucide/svelte/icons/ellipsis";
import FileDown from "@lucide/svelte/icons/file-down";
import FileText from "@lucide/svelte/icons/file-text";
import FileUp from "@lucide/svelte/icons/file-up";
import Flag from "@lucide/svelte/icons/flag";
import Flask from "@lucide/svelte/icons/flask-conical";
import FlaskOff from "@lucide/svelte/icons/flask-conical-off";
import FolderOpen from "@lucide/svelte/icons/folder-open";
import Gavel from "@lucide/svelte/icons/gavel";
import HardDrive from "@lucide/svelte/icons/hard-drive";
import Hourglass from "@lucide/svelte/icons/hourglass";
import Info from "@lucide/svelte/icons/info";
import LayoutGrid from "@lucide/svelte/icons/layout-grid";
import Library from "@lucide/svelte/icons/library";
import ListChecks from "@lucide/svelte/icons/list-checks";
import Moon from "@lucide/svelte/icons/moon";
import Sun from "@lucide/svelte/icons/sun";
import CalendarOff from "@lucide/svelte/icons/calendar-off";
import Megaphone from "@lucide/svelte/icons/megaphone";
import Minus from "@lucide/svelte/icons/minus";
import OctagonAlert from "@lucide/svelte/icons/octagon-alert";
import PencilLine from "@lucide/svelte/icons/pencil-line";
import Paperclip from "@lucide/svelte/icons/paperclip";
import Pin from "@lucide/svelte/icons/pin";
import PinOff from "@lucide/svelte/icons/pin-off";
import PhoneCall from "@lucide/svelte/icons/phone-call";
import Play from "@lucide/svelte/icons/play";
import Plus from "@lucide/svelte/icons/plus";
import Radio from "@lucide/svelte/icons/radio";
import Redo from "@lucide/svelte/icons/redo-2";
import ScrollText from "@lucide/svelte/icons/scroll-text";
import Search from "@lucide/svelte/icons/search";
import SearchCheck from "@lucide/svelte/icons/search-check";
import Settings from "@lucide/svelte/icons/settings";
import Siren from "@lucide/svelte/icons/siren";
import Table from "@lucide/svelte/icons/table-2";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import Undo from "@lucide/svelte/icons/undo-2";
import UserPlus from "@lucide/svelte/icons/user-round-plus";
import Users from "@lucide/svelte/icons/users-round";
import WifiOff from "@lucide/svelte/icons/wifi-off";
import X from "@lucide/svelte/icons/x";

export const icons = {
  away: CalendarOff,
  daylight: Sun,
  night: Moon,
  sound: Bell,
  silent: BellOff,
  action: ListChecks,
  add: Plus,
  back: ArrowLeft,
  backup: HardDrive,
  board: LayoutGrid,
  calendar: Calendar,
  call: PhoneCall,
  check: Check,
  clip: Paperclip,
  clock: Clock,
  close: X,
  comms: Megaphone,
  comment: MessageSquareText,
  complete: CircleCheck,
  copy: Copy,
  decision: Gavel,
  declared: Siren,
  document: FileText,
  down: ChevronDown,
  empty: CircleDashed,
  error: OctagonAlert,
  escalation: ChevronsUp,
  event: Activity,
  export: FileDown,
  filter: Filter,
  flag: Flag,
  folder: FolderOpen,
  hypothesis: Flask,
  hypothesisOut: FlaskOff,
  identified: SearchCheck,
  import: FileUp,
  info: Info,
  larger: ALargeSmall,
  library: Library,
  link: Link,
  live: Radio,
  log: ScrollText,
  metrics: ChartLine,
  more: Ellipsis,
  none: Minus,
  note: MessageSquare,
  offline: WifiOff,
  open: Circle,
  overdue: AlarmClock,
  people: Users,
  personAdd: UserPlus,
  pages: BookOpen,
  pin: Pin,
  plan: ClipboardList,
  play: Play,
  print: Printer,
  question: CircleQuestion,
  raci: Table,
  redo: Redo,
  left: ChevronLeft,
  right: ChevronRight,
  risk: Hourglass,
  search: Search,
  settings: Settings,
  sortDown: ArrowDown,
  sortUp: ArrowUp,
  started: CircleDot,
  theme: Contrast,
  undo: Undo,
  unpin: PinOff,
  up: ChevronUp,
  warning: TriangleAlert,
  window: AppWindow,
  write: PencilLine,
} as const;

export type IconName = keyof typeof icons;
