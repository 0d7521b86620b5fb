#include "app/window/about_page.h"

#include <qcustomplot.h>

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QScreen>
#include <QSysInfo>
#include <QThread>
#include <QVBoxLayout>

#include "core/compute/program.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

QString version(const char* text) {
  return *text ? QString::fromLatin1(text) : QObject::tr("version not known");
}

struct Library {
  QString name, version, licence, purpose;
};

QList<Library> libraries() {
  return {{QStringLiteral("Qt"), QString::fromLatin1(qVersion()), QStringLiteral("LGPL-3.0"),
           QObject::tr("window and drawing")},
          {QStringLiteral("QCustomPlot"), QStringLiteral(QCUSTOMPLOT_VERSION_STR), QStringLiteral("GPL-3.0-or-later"),
           QObject::tr("plots")},
          {QStringLiteral("Eigen"), version(GRADUS_EIGEN_VERSION), QStringLiteral("MPL-2.0"),
           QObject::tr("linear algebra")},
          {QStringLiteral("OpenCV"), version(GRADUS_OPENCV_VERSION), QStringLiteral("Apache-2.0"),
           QObject::tr("reading and scaling images")},
          {QStringLiteral("JSON for Modern C++"), QString(), QStringLiteral("MIT"), QObject::tr("recipes")},
          {QStringLiteral("OpenSSL"), QString(), QStringLiteral("Apache-2.0"), QObject::tr("SHA-256 of data files")},
          {QStringLiteral("xxHash"), QString(), QStringLiteral("BSD-2-Clause"), QObject::tr("state hashes")}};
}

QString aboutHtml() {
  QString html = QObject::tr(
                     "<p>Gradus %1 shows machine learning while it happens: every picture is drawn from a run that is "
                     "really computed, "
                     "and every run can be stopped, changed, and gone back in.</p>"
                     "<p>Gradus is free software: you may use, study, share and change it under the terms of the GNU "
                     "General Public "
                     "License, version 3 or later. It comes without any warranty, as far as the law permits. The full "
                     "text is in the file "
                     "LICENSE beside the program and at gnu.org/licenses.</p>"
                     "<p>It reads and writes only the files you choose, and its own settings. It uses no network.</p>")
                     .arg(QStringLiteral(GRADUS_VERSION));
  html += QObject::tr("<p><b>It stands on</b></p>") + QStringLiteral("<table cellspacing=\"0\" cellpadding=\"3\">");
  for (const Library& library : libraries())
    html += QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td><td>%2&nbsp;&nbsp;</td><td>%3&nbsp;&nbsp;</td><td>%4</td></tr>")
                .arg(library.name, library.version, library.licence, library.purpose);
  return html + QStringLiteral("</table>");
}

}  // namespace

AboutPage::AboutPage(QWidget* window) : OverlayPage(tr("About Gradus"), QSize(640, 520), -1, window) {
  text_ = new QTextBrowser(body());
  text_->setFrameShape(QFrame::NoFrame);
  text_->setOpenLinks(false);
  text_->setAccessibleName(tr("About Gradus"));
  copy_ = new QPushButton(icon(Icon::copy), tr("Copy diagnostics"), body());
  copy_->setToolTip(tr("Versions, platform and screens as text, for a bug report"));
  connect(copy_, &QPushButton::clicked, this, [this] {
    QGuiApplication::clipboard()->setText(extra_.isEmpty() ? diagnostics()
                                                           : diagnostics() + QStringLiteral("\n\n") + extra_);
    Q_EMIT copied();
  });
  connect(this, &OverlayPage::opened, this, [this] {
    QPalette ground = text_->palette();
    ground.setColor(QPalette::Base, themeOf(this).raised);
    text_->setPalette(ground);
    text_->setHtml(aboutHtml());
  });
  auto* column = new QVBoxLayout(body());
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(text_, 1);
  auto* row = new QHBoxLayout;
  row->addWidget(copy_);
  row->addStretch(1);
  column->addLayout(row);
}

QString AboutPage::diagnostics() {
  QStringList lines;
  lines << QStringLiteral("Gradus " GRADUS_VERSION);
  for (const Library& library : libraries())
    if (!library.version.isEmpty()) lines << QStringLiteral("%1 %2").arg(library.name, library.version);
  lines << QStringLiteral("System: %1, %2").arg(QSysInfo::prettyProductName(), QSysInfo::currentCpuArchitecture());
  lines << QStringLiteral("Kernel: %1 %2").arg(QSysInfo::kernelType(), QSysInfo::kernelVersion());
  lines << QStringLiteral("Platform: %1").arg(QGuiApplication::platformName());
  const std::string_view level = kernelLevel();
  lines << QStringLiteral("Threads: %1, kernels: %2")
               .arg(QThread::idealThreadCount())
               .arg(QString::fromUtf8(level.data(), static_cast<qsizetype>(level.size())));
  for (const QScreen* screen : QGuiApplication::screens())
    lines << QStringLiteral("Screen: %1 x %2 at ratio %3")
                 .arg(screen->size().width())
                 .arg(screen->size().height())
                 .arg(screen->devicePixelRatio());
  return lines.join(QLatin1Char('\n'));
}

}  // namespace gradus
