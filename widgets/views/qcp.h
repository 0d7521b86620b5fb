#pragma once
// QCustomPlot's header uses Qt's keyword macros, which this project switches off; they exist for it alone.
#ifndef signals
#define signals Q_SIGNALS
#define slots Q_SLOTS
#define emit
#define foreach Q_FOREACH
#define GRADUS_KEYWORDS_BORROWED
#endif
#include <qcustomplot.h>
#ifdef GRADUS_KEYWORDS_BORROWED
#undef signals
#undef slots
#undef emit
#undef foreach
#undef GRADUS_KEYWORDS_BORROWED
#endif
