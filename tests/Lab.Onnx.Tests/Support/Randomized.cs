namespace Lab.Onnx.Tests.Support;

/// <summary>Weights as training leaves them: nothing is zero, one or the same for all channels.</summary>
internal static class Randomized
{
    public static TModule Weights<TModule>(TModule model)
        where TModule : torch.nn.Module
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        foreach (var (name, buffer) in model.named_buffers())
        {
            if (name.EndsWith("running_mean", StringComparison.Ordinal))
            {
                buffer.normal_(0, 0.2);
            }
            else if (name.EndsWith("running_var", StringComparison.Ordinal))
            {
                buffer.uniform_(0.5, 1.5);
            }
        }

        foreach (var (name, parameter) in model.named_parameters())
        {
            if (parameter.dim() == 1)
            {
                // Biases, norms and scales of branches.
                parameter.copy_(name.EndsWith("bias", StringComparison.Ordinal) ? torch.randn_like(parameter) * 0.1 : (torch.rand_like(parameter) * 0.6) + 0.4);
            }
            else if (name.EndsWith("token", StringComparison.Ordinal) || name.EndsWith("pos_embed", StringComparison.Ordinal) || name.EndsWith("bias_table", StringComparison.Ordinal))
            {
                parameter.normal_(0, 0.5);
            }
        }

        return model;
    }
}
