using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Lab.Vision;

/// <summary>Turns bytes into what a network takes, on the device where the bytes are: (byte / 255 - mean) / deviation, per channel.</summary>
/// <remarks>
/// Uploading bytes instead of floats moves a quarter of the memory. The two small constants are made once per device and kept for the
/// life of this object.
/// </remarks>
public sealed class ImageNormalization : IEquatable<ImageNormalization>
{
    private readonly float[] _mean;
    private readonly float[] _deviation;
    private readonly ConcurrentDictionary<(DeviceType Type, int Index), (Tensor Mean, Tensor Scale)> _constants = new();

    /// <summary>A normalisation with the given statistics of red, green and blue, for values from 0 to 1.</summary>
    /// <param name="mean">Three means.</param>
    /// <param name="deviation">Three standard deviations, each greater than 0.</param>
    /// <exception cref="ArgumentException">There are not three of each, or one is no usable number.</exception>
    public ImageNormalization(IReadOnlyList<float> mean, IReadOnlyList<float> deviation)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(deviation);
        if (mean.Count != RgbImage.Channels || deviation.Count != RgbImage.Channels)
        {
            throw new ArgumentException($"RGB images need 3 means and 3 deviations, not {mean.Count} and {deviation.Count}.", nameof(mean));
        }

        if (!mean.All(float.IsFinite))
        {
            throw new ArgumentException($"The means {Text(mean)} must be finite.", nameof(mean));
        }

        if (!deviation.All(value => float.IsFinite(value) && value > 0))
        {
            throw new ArgumentException($"The deviations {Text(deviation)} must be greater than 0.", nameof(deviation));
        }

        (_mean, _deviation) = ([.. mean], [.. deviation]);
    }

    /// <summary>The statistics of ImageNet that most published weights expect.</summary>
    public static ImageNormalization ImageNet { get; } = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    /// <summary>Values from -1 to 1: mean and deviation 0.5.</summary>
    public static ImageNormalization Symmetric { get; } = new([0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]);

    /// <summary>Values from 0 to 1: mean 0, deviation 1.</summary>
    public static ImageNormalization Unit { get; } = new([0f, 0f, 0f], [1f, 1f, 1f]);

    /// <summary>The mean of red, green and blue, for values from 0 to 1.</summary>
    public IReadOnlyList<float> Mean => _mean;

    /// <summary>The standard deviation of red, green and blue, for values from 0 to 1.</summary>
    public IReadOnlyList<float> Deviation => _deviation;

    /// <summary>Normalises a batch.</summary>
    /// <param name="images">Bytes, [N, 3, height, width] or [N, height, width, 3] as <paramref name="layout"/> says, on any device.</param>
    /// <param name="layout">How the bytes lie in memory.</param>
    /// <returns>
    /// Float32 [N, 3, height, width] on the same device: contiguous for planar bytes; for interleaved ones in the memory format that
    /// PyTorch calls channels last, without a copy.
    /// </returns>
    /// <exception cref="ArgumentException">The tensor is not of bytes or has another shape.</exception>
    public Tensor Apply(Tensor images, ImageLayout layout = ImageLayout.Planar)
    {
        ArgumentNullException.ThrowIfNull(images);
        var channels = layout == ImageLayout.Planar ? 1 : 3;
        if (images.dtype != torch.ScalarType.Byte || images.dim() != 4 || images.size(channels) != RgbImage.Channels)
        {
            throw new ArgumentException(
                $"{layout} images are bytes of shape {(layout == ImageLayout.Planar ? "[N, 3, height, width]" : "[N, height, width, 3]")}, not {images.dtype} [{string.Join(", ", images.shape)}].",
                nameof(images));
        }

        if (layout == ImageLayout.Planar && images.device.type == DeviceType.CPU && images.is_contiguous() && images.NumberOfElements is > 0 and <= int.MaxValue / sizeof(float))
        {
            var floats = torch.empty(images.shape, torch.ScalarType.Float32);
            Apply(images.bytes, MemoryMarshal.Cast<byte, float>(floats.bytes), checked((int)(images.size(2) * images.size(3))));
            return floats;
        }

        using var noGradient = torch.no_grad();
        using var bytes = layout == ImageLayout.Planar ? images.alias() : images.permute(0, 3, 1, 2);
        var (mean, scale) = Constants(images.device);
        var result = bytes.to(torch.ScalarType.Float32);
        result.sub_(mean);
        result.mul_(scale);

        // The constants live as long as this object, which the collector may not take while they are in use.
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Normalises planes of bytes, channel after channel.</summary>
    /// <param name="planes">The bytes.</param>
    /// <param name="floats">As many numbers.</param>
    /// <param name="plane">Bytes of a plane.</param>
    internal void Apply(ReadOnlySpan<byte> planes, Span<float> floats, int plane) => PlanarKernel.Run(planes, floats, Means(), Scales(), plane);

    /// <summary>Whether both have the same means and deviations.</summary>
    public bool Equals(ImageNormalization? other) => other is not null && _mean.SequenceEqual(other._mean) && _deviation.SequenceEqual(other._deviation);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ImageNormalization);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_mean[0], _mean[1], _mean[2], _deviation[0], _deviation[1], _deviation[2]);

    /// <summary>Means and deviations.</summary>
    public override string ToString() => FormattableString.Invariant($"mean ({_mean[0]:0.###}, {_mean[1]:0.###}, {_mean[2]:0.###}) deviation ({_deviation[0]:0.###}, {_deviation[1]:0.###}, {_deviation[2]:0.###})");

    private static string Text(IReadOnlyList<float> numbers) => string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private (Tensor Mean, Tensor Scale) Constants(Device device)
    {
        var key = (device.type, device.index);
        if (_constants.TryGetValue(key, out var constants))
        {
            return constants;
        }

        var made = (Constant(Means(), device), Constant(Scales(), device));
        if (_constants.TryAdd(key, made))
        {
            return made;
        }

        made.Item1.Dispose();
        made.Item2.Dispose();
        return _constants[key];
    }

    private float[] Means() => Array.ConvertAll(_mean, value => value * 255);

    private float[] Scales() => Array.ConvertAll(_deviation, value => 1 / (255 * value));

    private static Tensor Constant(float[] values, Device device)
    {
        using var scope = torch.NewDisposeScope();

        // Outlives the step in whose scope it happens to be made.
        return torch.tensor(values, [1, RgbImage.Channels, 1, 1], device: device).DetachFromDisposeScope();
    }
}
