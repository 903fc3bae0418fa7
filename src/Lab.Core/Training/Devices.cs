namespace Lab.Training;

internal static class Devices
{
    /// <summary>The device of an option, or null with what is wrong and what mends it.</summary>
    public static Device? Resolve(string option, out string? problem)
    {
        problem = null;
        if (option == "cpu" || (option == "auto" && !torch.cuda.is_available()))
        {
            return torch.CPU;
        }

        var count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        var colon = option.IndexOf(':', StringComparison.Ordinal);
        var index = colon < 0 ? 0 : int.TryParse(option.AsSpan(colon + 1), out var number) ? number : -1;
        if (!option.StartsWith("cuda", StringComparison.Ordinal) && option != "auto")
        {
            problem = $"--device {option}: must be auto, cpu, cuda or cuda:N.";
        }
        else if (index < 0 || index >= count)
        {
            problem = $"--device {option}: this process sees {count} CUDA devices. Use --device cpu, or build with -p:LabTorchBackend=cuda-windows or cuda-linux and check with the verb doctor.";
        }

        return problem is null ? torch.device(DeviceType.CUDA, index) : null;
    }
}
