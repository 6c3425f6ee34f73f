// 中文：The worker's findings in Chinese, by the same keys as in English.
import type { Findings } from './findings-en.ts'

const reasons: Findings['reasons'] = {
  allMissing: '所有行都没有值',
  oneValue: '每一行的值都相同',
  truthPair: '只有 {{no}} 和 {{yes}}',
  wholeNumbers: '全部是整数',
  fractions: '最多 {{decimals, number}} 位小数',
  percentages: '带百分号的数值',
  dates: '日期，写作 {{pattern}}',
  ambiguousDates: '日期按 {{pattern}} 读取；日和月可能颠倒，请核对',
  someOffsets: '日期有的带 UTC 偏移，有的不带（例如 {{example}}）：请在每一行都写上，或者都不写',
  compactDates: '八位数字，都是日期，例如 20240131',
  uniqueIntegers: '每一行的整数都不同',
  uniqueCodes: '每一行的编码都不同，例如 {{example}}',
  uniqueKeys: '每一行的键都不同，例如 {{example}}',
  leadingZeros: '带前导零的数字，原样保留',
  fewDistinct: '{{distinct, number}} 个重复出现的值',
  manyDistinct: '文本大多各不相同',
  freeText: '逐行不同的句子',
  personal: '像是个人信息：{{personal}}（{{percent, number}}% 的值符合）',
  chosen: '由您设定',
  shortRows_one: '{{count, number}} 行的单元格不足（第 {{row, number}} 行），缺少的部分按缺失处理。',
  shortRows_other: '{{count, number}} 行的单元格不足（首个在第 {{row, number}} 行），缺少的部分按缺失处理。',
  longRows_one: '{{count, number}} 行有多余的单元格（第 {{row, number}} 行），已丢弃。',
  longRows_other: '{{count, number}} 行有多余的单元格（首个在第 {{row, number}} 行），已丢弃。',
  strayQuotes_one: '{{count, number}} 处引号位于带引号的单元格内而没有成对（第 {{row, number}} 行）。',
  strayQuotes_other: '{{count, number}} 处引号位于带引号的单元格内而没有成对（首个在第 {{row, number}} 行）。',
  unreadableCharacters_one: '{{count, number}} 个字符无法用这种编码读取（第 {{row, number}} 行）。请换一种编码。',
  unreadableCharacters_other:
    '{{count, number}} 个字符无法用这种编码读取（首个在第 {{row, number}} 行）。请换一种编码。',
  duplicateNames_one: '{{count, number}} 列与其他列同名，已加上编号。',
  duplicateNames_other: '{{count, number}} 列与其他列同名，已加上编号。',
  emptyNames_one: '{{count, number}} 列没有名称，已加上编号。',
  emptyNames_other: '{{count, number}} 列没有名称，已加上编号。',
  unreadableValues_one:
    '{{field}}：{{count, number}} 个值与类型不符（第 {{row, number}} 行：“{{value}}”），按缺失处理。',
  unreadableValues_other:
    '{{field}}：{{count, number}} 个值与类型不符（首个在第 {{row, number}} 行：“{{value}}”），按缺失处理。',
  infiniteValues_one: '{{field}}：{{count, number}} 个单元格写作 Infinity（第 {{row, number}} 行），按缺失处理。',
  infiniteValues_other:
    '{{field}}：{{count, number}} 个单元格写作 Infinity（首个在第 {{row, number}} 行），按缺失处理。',
  emptyColumn: '{{field}} 在所有行中都没有值。',
  manyWords:
    '{{field}} 有 {{count, number}} 个不同的词：最常见的词占 {{columns, number}} 列，其余的共用最后一列，按出现频率抽取。可在字段详情中增加列数、让词共用列，或改为标识符。',
  wordsInBuckets:
    '{{field}} 有 {{count, number}} 个不同的词，按哈希共用 {{columns, number}} 列；同一列内按出现频率抽取。',
  personalTreated_one: '发现个人信息：{{fields}}。真实的值不会被学习，处理方式见该字段。',
  personalTreated_other: '发现个人信息：{{fields}}。真实的值不会被学习，处理方式见各字段。',
  personalLearnt_one: '个人信息会按原样学习，可能在结果中再次出现：{{fields}}。',
  personalLearnt_other: '个人信息会按原样学习，可能在结果中再次出现：{{fields}}。',
  'privacy.noTraining': '没有进行过隐私保护训练。',
  'privacy.unpaidTraining_one': '{{what}} 的训练没有隐私保护。',
  'privacy.unpaidTraining_other': '{{count, number}} 次训练没有隐私保护。',
  'privacy.unpaidForm_one': '名称、类型或格式直接从数据中读取，没有支付预算（{{what}}）。',
  'privacy.unpaidForm_other': '名称、类型或格式直接从数据中读取，没有支付预算（{{what}}）。',
  'privacy.unpaidBounds_one': '{{what}} 的取值范围直接从数据中读取，没有支付预算。',
  'privacy.unpaidBounds_other': '{{count, number}} 个字段的取值范围直接从数据中读取，没有支付预算（首个：{{what}}）。',
  'privacy.unpaidCategories_one': '{{what}} 的类别直接从数据中读取，没有支付预算。',
  'privacy.unpaidCategories_other': '{{count, number}} 个字段的类别直接从数据中读取，没有支付预算（首个：{{what}}）。',
  'privacy.unpaidQuantiles_one': '{{what}} 的数值分布直接从数据中读取，没有支付预算。',
  'privacy.unpaidQuantiles_other':
    '{{count, number}} 个字段的数值分布直接从数据中读取，没有支付预算（首个：{{what}}）。',
  'privacy.unpaidLabels_one': '{{what}} 各类别的频率直接从数据中读取，没有支付预算。',
  'privacy.unpaidLabels_other':
    '{{count, number}} 个字段各类别的频率直接从数据中读取，没有支付预算（首个：{{what}}）。',
  'privacy.unpaidRelease_one': '{{what}} 未支付预算就被公布。',
  'privacy.unpaidRelease_other': '{{count, number}} 项结果未支付预算就被公布（首个：{{what}}）。',
  'privacy.unpaidOther_one': '有内容直接从数据中读取，没有支付预算（{{what}}）。',
  'privacy.unpaidOther_other': '{{count, number}} 项内容直接从数据中读取，没有支付预算（首个：{{what}}）。',
  'advice.deltaTooLarge':
    '对 {{rows, number}} 行来说 δ 太大：它允许某一行被直接泄露。请选择远小于 {{rows, number}} 分之一的 δ。',
  'advice.tooFewRows':
    '{{rows, number}} 行数据上噪声太大，只要 ε 还有意义，就学不到任何东西。大约需要 {{rowsNeeded, number}} 行的表格。',
  'advice.hopeless':
    '{{rows, number}} 行数据上噪声太大，学不到任何东西。请把 ε 设为 {{epsilonNeeded, number}} 或更大，或使用约 {{rowsNeeded, number}} 行的表格。',
  'advice.weakPromise':
    '这么大的 ε 承诺很少：别人对某一行的判断可能改变 {{odds, number(maximumFractionDigits: 0)}} 倍。',
  'advice.rough': '预计只能得到粗略的形状。约 {{rowsNeeded, number}} 行时，同样的保护会效果良好。',
  'advice.workable': '这样可行：主要形状和明显规律应能保留。',
  'health.good': '生成的行足够多样。',
  'health.collapsed':
    '生成器反复生成少数几种行（模式崩溃）：1,000 行中只有 {{distinct, number}} 行互不相同，本可有 {{expected, number}} 行。请增加步数、更换随机种子，或改用“成对列联表”模型重新训练。',
  'health.missing_one': '{{options, number}} 个应当常见的取值中有 1 个从未出现。请增加步数，或改用“成对列联表”模型。',
  'health.missing_other':
    '{{options, number}} 个应当常见的取值中有 {{count, number}} 个从未出现。请增加步数，或改用“成对列联表”模型。',
  'advice.comfortable': '这样很充裕：表格足够大，噪声几乎没有影响。',
}

const failures: Findings['failures'] = {
  SampleError: '示例无法加载（{{message}}）。请检查网络，或选择您自己的文件。',
  WorkerStartError: '引擎的脚本无法加载或运行。',
  EmptyFileError: '文件是空的（{{bytes, number}} 字节）。请选择有标题行和至少一行数据的文件。',
  NotATableError: '这不是可读取的表格，看起来是{{kind}}。{{advice}}',
  HeaderOnlyError: '文件只有 {{columns, number}} 列的标题，没有数据行。请选择至少有一行数据的文件。',
  NoRowsError: '文件有 {{columns, number}} 列，但没有任何一行。请选择至少有一行数据的文件。',
  BrokenFileError: '{{format}} 文件已损坏或不完整（{{reason}}）。请重新复制或导出后再打开。',
  NestedColumnError:
    '列 {{field}} 中存放的是{{kind}}；表格的每个单元格只能有一个值。请去掉这一列，或把各部分拆成单独的列，然后重新打开。',
  UnreadableColumnError:
    '列 {{field}} 的类型是 {{type}}，无法作为数字、日期或文字读取。请去掉这一列，或另存为文本，然后重新打开。',
  UnknownCodecError: '文件使用了 {{codec}}，这里只支持 {{known}}。请用其中一种重新保存后再打开。',
  MissingColumnError: '文件缺少列 {{field}}；现有的列：{{found}}。请选择列名相同的表格。',
  ConditionFieldError: '不能对 {{field}} 设置条件。可以使用的字段：{{askable}}。',
  ConditionOperatorError: '{{field}}：{{operator}} 只适用于数字和日期。请使用 = 或 ≠。',
  ConditionValueError: '{{field}}：“{{value}}”不是{{expected}}。',
  ConditionWordError: '{{field}}：“{{word}}”不在可选值之中：{{known}}。',
  BalanceError: '{{field}} 无法做均衡：{{problem}}。请选择类别字段。',
  ConditionSyntaxError: '“{{text}}”不是有效的条件。',
  ConflictingConditionsError: '{{field}} 没有任何值能同时满足：{{conditions}}。请修改其中一个条件。',
  ConstraintError: '规则 {{constraint}} 不适合列 {{field}}：{{why}}。',
  ConstraintListError: '无法使用这份规则列表（{{path}}：{{problem}}）。',
  ConstraintConflictError: '列 {{field}} 没有任何值能同时满足它的全部规则。请修改或移除其中一条。',
  ExpressionError: '公式在第 {{position}} 个字符（箭头处）出错：{{before}}→{{after}}。原因：{{why}}。',
  ConstraintsTooRareError:
    '需要 {{wanted, number}} 行，但只生成了 {{found, number}} 行满足全部规则的数据。生成的行中，各规则的满足比例为：{{constraints}}。请减少行数，或放宽、移除规则 {{rarest}}。',
  ConditionTooRareError:
    '生成的 {{drawn, number}} 行中只有 {{found, number}} 行符合条件，而需要 {{wanted, number}} 行。单独来看最少见的是 {{condition}}（{{alone, number}} 行）。请减少行数或放宽这个条件。',
  BrokenTextError:
    '文本在第 {{byte, number}} 字节附近中断：无法按 {{encoding}} 读取。请选择文件真正的编码，或另存为 UTF-8。',
  UnclosedQuoteError:
    '第 {{row, number}} 行第 {{column, number}} 列：这里有一个引号（"）打开后没有闭合，文件余下部分会变成一个单元格。请闭合引号，或写成两个（""），然后重新打开。',
  RowTooLongError: '第 {{row, number}} 行超过 {{limit, number}} 个字符。请检查引号是否闭合、编码是否正确。',
  TooManyColumnsError:
    '文件有 {{columns, number}} 列；一次最多学习 {{limit, number}} 列。请只保留需要的列，或检查分隔符是否正确。',
  MixedOffsetsError_one:
    '第 {{row, number}} 行：“{{value}}”没有 UTC 偏移，其他行却有。请在文件的每一行都写上偏移，或者都不写。',
  MixedOffsetsError_other:
    '第 {{row, number}} 行：“{{value}}”没有 UTC 偏移，其他行却有（这样的值共 {{count, number}} 个）。请在文件的每一行都写上偏移，或者都不写。',
  FieldChangeError: '{{field}}：{{why}}。',
  FieldTypeError_one:
    '第 {{row, number}} 行：“{{value}}”不符合类型“{{type}}”（这样的值共 {{count, number}} 个）。请选择其他类型，或在文件中改正。',
  FieldTypeError_other:
    '第 {{row, number}} 行：“{{value}}”不符合类型“{{type}}”（这样的值共 {{count, number}} 个）。请选择其他类型，或在文件中改正。',
  TooManyValuesError:
    '有 {{distinct, number}} 个不同的值；类型“{{type}}”最多接受 {{limit, number}} 个。请选择自由文本或标识符。',
  NothingToLearnError: '没有可以学习的内容。请至少包含一个不是标识符、自由文本或常量的字段。',
  TooManyPairsError:
    '表中有 {{fields, number}} 个要学习的字段；该模型要为每两个字段保存一张表，最多支持 {{limit, number}} 个。请排除一些字段，或选择不需要这些表的变分自编码器。',
  TrainingFailedError:
    '训练在第 {{step, number}} 步失败，已从上一个良好状态重试 {{tries, number}} 次：{{cause}} 请换一个引擎或降低学习率。',
  BackendUnavailableError: '{{backend}} 不可用：{{reason}}',
  DeviceLostError: '{{backend}} 背后的设备已断开：{{reason}}。请重新训练，或换一个引擎。',
  DeviceMemoryError: '{{backend}} 的内存不够（{{what}}）。请减小批大小或网络，或换一个引擎。',
  ShaderError: '{{backend}} 无法编译训练步骤：{{reason}} 请换一个引擎。',
  WrongNumbersError: '{{backend}} 在这台设备上计算有误（{{kernel}}）。请换一个引擎。',
  NonFiniteError: '第 {{step, number}} 步有数值超出范围（{{what}}）。请降低学习率后重新训练。',
  NoBackendError: '这台设备上没有可用的计算方式。请换一个浏览器，或开启硬件加速。',
  PackingError: '{{batch, number}} 的批大小不能分成每组 {{packing, number}} 行。请选择 {{packing, number}} 的倍数。',
  UnreachableEpsilonError:
    '无论加入多少噪声，{{steps, number}} 步都无法控制在 ε {{epsilon}} 以内。请减少步数、减小批大小，或增大 ε。',
  UnplannedReleaseError: '没有为再次查看 {{what}}（{{kind}}）预留预算。没有任何内容被发布；这是程序的错误。',
  NoStepAllowedError:
    '噪声倍数为 {{noiseMultiplier, number(maximumFractionDigits: 3)}} 时，仅一步就要花费 ε {{cost, number(maximumFractionDigits: 3)}}，而允许的只有 {{epsilon, number(maximumFractionDigits: 3)}}。请增大噪声、减小批大小，或增大 ε。',
  SpentBeforeTrainingError:
    '训练前需支付的部分花费 ε {{spent, number(maximumFractionDigits: 3)}}，而总共只允许 {{epsilon, number(maximumFractionDigits: 3)}}。请减小其份额、声明更多公开信息，或选择更大的 ε。',
  NoSecureRandomError: '这个浏览器没有加密随机数，而隐私训练需要它。请使用新版浏览器并通过 https 访问。',
  ProjectVersionError: '这个模型以格式 {{version}} 保存；本页读取格式 {{known}}。请用更新的版本打开。',
  NothingOpenError: '还没有打开任何内容。请先选择文件或训练模型。',
  UndeclaredDomainError: '{{field}} 没有声明范围或类别。请在“字段”中声明，或不包含这个字段。',
  ImpossiblePrivacyError:
    '在 ε {{epsilon}}、δ {{delta, number(maximumSignificantDigits: 2)}} 下，{{rows, number}} 行要么学不到任何东西，要么得不到任何保证。请选择最接近的可行设置。',
  DatasetBudgetError:
    '这个数据集所有训练合计的上限是 ε {{limit, number(maximumFractionDigits: 2)}}，已经花费 {{spent, number(maximumFractionDigits: 2)}}。再做一次 ε {{wanted, number(maximumFractionDigits: 2)}} 的训练会超过上限。请选择至多约 {{allowed, number(maximumFractionDigits: 2)}}，或提高上限。',
  UnguardedRunError:
    '这个数据集的上限是 ε {{limit, number(maximumFractionDigits: 2)}}，没有隐私保护的训练会立即超过它。请使用隐私保护训练，或取消上限。',
  UnguardedDatasetError_one:
    '这个数据集的上限是 ε {{limit, number(maximumFractionDigits: 2)}}，但已有 {{count, number}} 次没有隐私保护的训练超过了它。请取消上限后再训练。',
  UnguardedDatasetError_other:
    '这个数据集的上限是 ε {{limit, number(maximumFractionDigits: 2)}}，但已有 {{count, number}} 次没有隐私保护的训练超过了它。请取消上限后再训练。',
  FileChangedError: '文件在打开之后被修改、移动或删除。请重新打开。',
  BusyError: '正在训练。请先停止。',
}

/** The kinds of file and the advice that go with NotATableError, and the reasons why a backend is out. */
const phrases: Findings['phrases'] = {
  'there is no such column': '没有这一列',
  'it holds neither numbers nor dates': '它既不是数值也不是日期',
  'one of the two columns holds dates, the other numbers': '两列中一列是日期，另一列是数值',
  'it holds neither words from a list nor numbers': '它既不是固定的类别也不是数值',
  'it does not hold numbers': '它不是数值',
  'the step has more decimals than the column is written with': '步长的小数位数多于该列的小数位数',
  'needs two columns': '需要两列',
  'needs a column': '至少需要一列',
  'needs two parts': '至少需要两项',
  'names a column twice': '同一列出现了两次',
  'needs a minimum or a maximum': '需要最小值或最大值',
  'needs minimum <= maximum': '最小值不能大于最大值',
  'needs a combination': '至少需要一个组合',
  'needs a cell a column in every combination': '每个组合都要为每一列给出一个值',
  'none of its values can be treated like that': '它的值都不能这样处理',
  'its values are no numbers; choose another way': '它的值不是数值，请换一种处理方式',
  'its values are no dates; choose another way': '它的值不是日期，请换一种处理方式',
  'it is longer than 4000 characters': '公式超过 4000 个字符',
  'this character means nothing here': '这里不能使用这个字符',
  'the quote that opens here never closes': '从这里开始的引号没有结束',
  'it is empty': '公式为空',
  'the expression could end before this': '公式在此之前应已结束',
  'it is nested too deeply': '嵌套层数过多',
  'two comparisons in a row; join them with "and"': '连续出现两个比较，请用 and 连接',
  'a closing parenthesis is missing here': '这里缺少右括号',
  'a number, a text or a column is missing here': '这里缺少数值、文字或列名',
  'a comma or a closing parenthesis is missing here': '这里缺少逗号或右括号',
  'this function takes one value': '这个函数只接受一个值',
  'this function takes two values or more': '这个函数需要两个或更多的值',
  'this function takes a column': '这个函数只接受列名',
  'there is no such function; there are abs, min, max, length, year, month, day and missing':
    '没有这个函数，可用的有 abs、min、max、length、year、month、day 和 missing',
  'a number is needed here': '这里应为数值',
  'a date is needed here': '这里应为日期',
  'a text is needed here': '这里应为文字',
  'something true or false is needed here': '这里应为真或假的判断',
  'this is no date; write it like "2024-01-31"': '这不是日期，请写成 "2024-01-31" 的形式',
  'texts can only be compared by = and !=': '文字只能用 = 和 != 比较',
  'what is true or false can only be compared by = and !=': '真假判断只能用 = 和 != 比较',
  'this cannot be done with dates': '日期不能这样运算',
  'a PNG image': ' PNG 图片',
  'a JPEG image': ' JPEG 图片',
  'a GIF image': ' GIF 图片',
  'a PDF document': ' PDF 文档',
  'an Excel workbook (.xlsx) or another zip archive': ' Excel 工作簿（.xlsx）或其他 ZIP 压缩包',
  'an empty zip archive': '空的 ZIP 压缩包',
  'an old Excel workbook (.xls)': '旧版 Excel 工作簿（.xls）',
  'a gzip archive': ' gzip 压缩包',
  'a 7z archive': ' 7z 压缩包',
  'a RAR archive': ' RAR 压缩包',
  'a bzip2 archive': ' bzip2 压缩包',
  'a zstd archive': ' zstd 压缩包',
  'a binary file': '二进制文件',
  'Choose a CSV or Parquet file, or set the encoding if this is one in another encoding.':
    '请选择 CSV 或 Parquet 文件；如果文件用的是其他编码，请设定编码。',
  'a number': '数字',
  'a date such as 2024-05-31': '日期（例如 2024-05-31）',
  'a date such as 2024-05-31 without an offset from UTC': '不带 UTC 时差的日期（例如 2024-05-31）',
  'a date and time with its offset from UTC, such as 2024-05-31T12:00+02:00, as the column has several':
    '带 UTC 时差的日期和时间（例如 2024-05-31T12:00+02:00），因为这一列有多种时差',
  'one value': '一个值',
  'its values are no words from a list': '它的值不是类别',
  'no word is to have a row': '没有任何类别分到行',
  'two values': '两个值',
  'two values, the smaller first': '从小到大的两个值',
  lists: '列表',
  maps: '映射',
  records: '嵌套记录',
  bytes: '二进制数据',
  'an SQLite database': ' SQLite 数据库',
  'a web page or XML': '网页或 XML',
  JSON: ' JSON',
  'a rich text document': '富文本文档',
  'Choose a CSV or Parquet file.': '请选择 CSV 或 Parquet 文件。',
  'Export the table behind it as CSV and open that file.': '请把其中的表格导出为 CSV 后再打开。',
  'Unpack it, or save the sheet as CSV, and open that file.': '请解压，或把工作表另存为 CSV，然后打开。',
  'Save or export it as CSV and open that file.': '请另存或导出为 CSV 后再打开。',
  'Unpack it and open the CSV file inside.': '请解压后打开其中的 CSV 文件。',
  'this browser has no WebGPU.': '这个浏览器没有 WebGPU。',
  'this machine offers no graphics adapter.': '这台机器没有可用的图形适配器。',
  'this machine only imitates a graphics processor.': '这台机器只是用软件模拟显卡。',
  'this browser has no WebAssembly SIMD. Take a newer one.': '这个浏览器没有 WebAssembly SIMD。请换一个较新的浏览器。',
  'it could not be started.': '无法启动。',
  'this browser offers no WebGL 2 here.': '这个浏览器在此不提供 WebGL 2。',
  'this graphics driver cannot render numbers of single precision.': '这个显卡驱动无法处理单精度数值。',
}

export const findings: Findings = { reasons, failures, phrases }
