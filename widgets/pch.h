#pragma once
#include <qcustomplot.h>

#include <QtWidgets>
