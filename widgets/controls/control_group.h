#pragma once
#include <QPropertyAnimation>
#include <QPushButton>
#include <QVBoxLayout>
#include <QWidget>

namespace gradus {

/// Header of a group: chevron, name, summary at the right. Space and Enter fold, Left closes, Right opens.
class GroupHeader : public QPushButton {
  Q_OBJECT
 public:
  explicit GroupHeader(const QString& title, QWidget* parent = nullptr);
  void setSummary(const QString& summary);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void describe();

  QString summary_;
};

/// Widgets under a header that folds them away.
class ControlGroup : public QWidget {
  Q_OBJECT
 public:
  /// Without a title there is no header and the group is always open.
  explicit ControlGroup(const QString& title, QWidget* parent = nullptr);
  void addWidget(QWidget* widget);
  void setSummary(const QString& summary);
  bool isOpen() const { return open_; }
  /// Folds with a motion of 140 ms, or at once.
  void setOpen(bool open, bool animated = true);
  GroupHeader* header() const { return header_; }

 Q_SIGNALS:
  void toggled(bool open);

 private:
  void settle();

  GroupHeader* header_ = nullptr;
  QWidget* clip_;
  QWidget* body_;
  QVBoxLayout* rows_;
  QPropertyAnimation* fold_;
  bool open_ = true;
};

}  // namespace gradus
