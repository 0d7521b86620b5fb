#pragma once
// What the program is, whose work it stands on, and the facts a bug report needs.
#include <QPushButton>
#include <QTextBrowser>

#include "app/window/overlay_page.h"

namespace gradus {

class AboutPage : public OverlayPage {
  Q_OBJECT
 public:
  explicit AboutPage(QWidget* window);
  /// Versions, platform, processor, screens: plain text for a bug report. No personal data.
  static QString diagnostics();
  /// `extra` (the recipe of the open run, the last failure) is put below the diagnostics.
  void setReport(const QString& extra) { extra_ = extra; }

 Q_SIGNALS:
  void copied();

 protected:
  QWidget* firstFocus() const override { return copy_; }

 private:
  QTextBrowser* text_;
  QPushButton* copy_;
  QString extra_;
};

}  // namespace gradus
