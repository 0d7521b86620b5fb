#pragma once
#include "widgets/views/qcp.h"

#include <QtWidgets>
