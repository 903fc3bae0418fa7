using System.Security.Cryptography;

namespace Lab.Testing;

/// <summary>Fingerprints of tensors: equal if and only if names and bits are.</summary>
internal static class Bits
{
    public static string Of(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        using var scope = torch.NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, tensor) in tensors)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{name} {tensor.dtype} [{string.Join(',', tensor.shape)}]"));
            if (tensor.numel() > 0)
            {
                hash.AppendData(tensor.detach().cpu().contiguous().bytes);
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    public static string Of(object? value) => Of(TensorsIn.Of(value));
}
