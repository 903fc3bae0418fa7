namespace Lab.Training;

/// <summary>Calls a loss. Where it throws because the model gave scores of another number of classes than the model says it has, the error says that in place of torch's words about indices or sizes.</summary>
internal static class LossCall
{
    /// <exception cref="LabException">The loss threw, and the output has not the classes that the model says; the message names both.</exception>
    public static Tensor Compute<TInput, TOutput, TTarget>(Model<TInput, TOutput> model, Loss<TOutput, TTarget> loss, TOutput output, TTarget target, LossArguments arguments)
    {
        try
        {
            return loss.call(output, target, arguments);
        }
        catch (Exception error) when (error is not OperationCanceledException && Misfit(model.ClassCount, output) is { } misfit)
        {
            // Without the cause: its stack leads into the loss, and the fault is in the model.
            throw new LabException(
                $"{model.GetName()} gave an output of shape [{string.Join(", ", misfit.Shape)}] and says that it tells {misfit.Classes} classes apart ({nameof(model.ClassCount)}), of which the loss needs a score each, [{misfit.Shape[0]}, {misfit.Classes}]: let its last layer have {misfit.Classes} outputs. {loss.GetName()} said: {error.Message.Split('\n')[0].TrimEnd()}");
        }
    }

    private static (long[] Shape, int Classes)? Misfit(int? classes, object? output) =>
        output is Tensor scores && classes is { } count && scores.dim() is > 0 and <= 2 && (scores.dim() == 1 || scores.size(1) != count) ? (scores.shape, count) : null;
}
