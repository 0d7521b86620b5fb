#pragma once
// A stretch of lesson text that is as high as its content: no scroll bars of its own, links that can be walked with Tab
// and lit up from outside, a visible focus ring, formulas on the baseline.
#include <QTextBrowser>
#include <QWheelEvent>

#include "core/lesson/lesson.h"

namespace gradus {

class FormulaCache;

class LessonText : public QTextBrowser {
  Q_OBJECT
 public:
  explicit LessonText(FormulaCache& cache, QWidget* parent = nullptr);

  /// Call after the document has been filled; `lesson` must outlive the text or be set anew.
  void contentChanged(const Lesson& lesson);

  /// Marks what speaks of this control or view (empty: nothing).
  void setHighlighted(const QString& control, const QString& view);
  /// The links whose text is marked at the moment, as indices into Lesson::links.
  QList<int> highlightedLinks() const;
  /// Link with the keyboard focus, or -1.
  int focusedLink() const;

  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void linkActivated(int link);
  /// -1 when the pointer or the keyboard focus has left all links.
  void linkHovered(int link);
  /// The focused link in this widget's coordinates, to be scrolled into sight.
  void linkFocused(const QRect& rect);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  bool focusNextPrevChild(bool next) override;
  void wheelEvent(QWheelEvent* event) override { event->ignore(); }
  QMimeData* createMimeDataFromSelection() const override;

 private:
  struct LinkRange {
    int link = -1;
    int begin = 0;
    int end = 0;
  };

  void collectLinks();
  void fitFormulas(double width) const;
  bool isHighlighted(int link) const;
  void setFocusedRange(int range);
  QList<QRectF> rectsOf(const LinkRange& range) const;
  void paintGrounds(QPainter& painter) const;
  void paintLinks(QPainter& painter) const;

  const Lesson* lesson_ = nullptr;
  QList<LinkRange> ranges_;
  int focusedRange_ = -1;
  QString control_;
  QString view_;
};

}  // namespace gradus
