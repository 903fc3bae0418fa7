namespace Lab.Profiling;

/// <summary>The parts of a run's time that are the trainer's own; hooks are added under their names.</summary>
internal static class ProfileSections
{
    public const string DataWait = "data wait";
    public const string Transfer = "transfer";
    public const string Forward = "forward";
    public const string Loss = "loss";
    public const string Backward = "backward";
    public const string Step = "optimizer step";
    public const string ZeroGradients = "gradients dropped";
    public const string Metrics = "metrics";
    public const string SanityValidation = "sanity validation";
    public const string Validation = "validation";
    public const string Checkpoint = "checkpoint";
    public const string Rest = "rest";

    public static string Hook(Hook hook, string member) => $"hook {hook.Name}.{member}";
}
