namespace Lab.Training;

internal static class Scalars
{
    /// <summary>The value of a tensor of one element. Waits for the device.</summary>
    public static double Read(Tensor tensor)
    {
        switch (tensor.dtype)
        {
            case torch.ScalarType.Float32:
                return tensor.item<float>();
            case torch.ScalarType.Float64:
                return tensor.item<double>();
            default:
                using (var wide = tensor.to(torch.ScalarType.Float64))
                {
                    return wide.item<double>();
                }
        }
    }
}
