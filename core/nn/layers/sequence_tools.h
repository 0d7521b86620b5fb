#pragma once
// Helpers for sequences of unequal length and for sequence-to-sequence models. Sequences are [samples, times,
// features], masks [samples, times] with 1 where the sequence runs.
#include <string>

#include "core/compute/ops/sequence.h"

namespace gradus {

/// 1 where t < lengths[n], lengths [samples].
Tensor sequenceMask(Tensor lengths, int64_t times);
/// Sum over the times inside the mask, [samples, features].
Tensor maskedSum(Tensor x, Tensor mask);
/// Mean over the times inside the mask; 0 for empty sequences.
Tensor maskedMean(Tensor x, Tensor mask);
/// -log softmax(logits)_target, mean over the elements inside the mask; logits [samples, times, classes], targets
/// [samples, times] class indices.
Tensor maskedCrossEntropy(Tensor logits, Tensor targets, Tensor mask);
/// What a decoder reads while it is trained: every element moved one time later, `first` [samples, features] or
/// [features] in front, the last left out (teacher forcing; Williams, Zipser 1989).
Tensor teacherForcing(Tensor x, Tensor first);
/// Each sequence backwards inside its length; what lies behind the length stays where it is.
Tensor reverseByLength(Tensor x, Tensor lengths);

struct AttentionRead {
  Tensor context;  // [samples, features of values]
  Tensor weights;  // [samples, times], sum 1 inside the mask
};
/// Weights softmax(q . k_t) (Luong et al. 2015); query [samples, features], keys [samples, times, features]; mask may
/// be empty.
AttentionRead dotAttention(Tensor query, Tensor keys, Tensor values, Tensor mask = {});
/// Weights softmax(v . tanh(W q + U k_t)) with parameters name + ".query.weight" [units, features of the query],
/// ".key.weight" [units, features of the keys], ".score.weight" [1, units] (Bahdanau, Cho, Bengio 2015).
AttentionRead additiveAttention(Tensor query, Tensor keys, Tensor values, const std::string& name, int64_t units,
                                Tensor mask = {});

enum class AttentionScore : uint8_t { dot, additive };

struct DecoderStep {
  CellStep state;
  AttentionRead read;
};
/// One time of a decoder that reads an encoder's states (Bahdanau, Cho, Bengio 2015): the state before asks for a
/// context, then a recurrent step on [input, context] with the parameters of recurrentLayer under name + ".rnn";
/// additive scores under name + ".attention" have `units` hidden units. `before` may be empty: zeros; dot scores need
/// keys of `units` features. All in simple ops, to be looked at.
DecoderStep attentionDecoderStep(RecurrentCell cell, Tensor input, const CellStep& before, Tensor keys, Tensor values,
                                 const std::string& name, int64_t units, AttentionScore score, Tensor mask = {});

}  // namespace gradus
