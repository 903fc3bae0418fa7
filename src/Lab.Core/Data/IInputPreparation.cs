using System.Text.Json.Nodes;

namespace Lab;

/// <summary>
/// How a sample becomes a model's input outside training, as something that can be written down. A <see cref="Collator{TSample, TInput, TTarget}"/> states it; the trainer writes it into
/// every file of the model's weights, so that a model never travels without it, and compares it with what a pretrained model expects.
/// </summary>
public interface IInputPreparation
{
    /// <summary>All of it, such that an equal preparation can be made from it.</summary>
    JsonObject ToJson();

    /// <summary>What of this will hurt a model whose weights were trained on inputs prepared as <paramref name="trained"/> says, each as a phrase that goes on from "the data has"; none if nothing does.</summary>
    IEnumerable<string> DifferencesFrom(IInputPreparation trained);
}
