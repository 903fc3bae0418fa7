namespace Lab.Testing;

/// <summary>What <see cref="HookContract"/> asks of a hook.</summary>
internal static class HookRules
{
    public static readonly ContractRule Completes = new(
        "completes", "a fit of several epochs with validation, a run folder and checkpoints ends without an error.", "Read the error: it names the member that threw.");

    public static readonly ContractRule NoFolder = new(
        "no-run-folder", "a run that writes nothing (RunInfo.Folder is null) ends without an error.", "Write files only if the folder is not null.");

    public static readonly ContractRule SameWeights = new(
        "same-weights",
        "a BatchHook or EpochHook leaves every bit of weights and optimizer state as it is without it.",
        "Record numbers only: change no tensor, no setting of torch and no static state that training reads. What has to change training is an OptimHook.");

    public static readonly ContractRule SameBits = new(
        "same-bits", "the same seed gives the same bits.", "Draw random numbers from LossContext.Random, and depend on no clock, no counter outside the hook and no unordered collection.");

    public static readonly ContractRule InCompany = new(
        "in-company", "observers stand beside others, also beside a second one of their own kind if they keep no state, and the weights stay the same.", "Keep what the hook counts in its instance, not in static fields.");

    public static readonly ContractRule Fault = new(
        "fault", "when the model fails, that error comes out, and OnFault, OnRunEnd and Dispose throw nothing.", "Swallow no error around next(...), and let the closing members cope with a run that ended in the middle of a batch.");

    public static readonly ContractRule FailedStart = new(
        "failed-start", "OnFault, OnRunEnd and Dispose work where the run failed before OnRunStart was called.", "Check in the closing members what OnRunStart would have made.");

    public static readonly ContractRule Cancellation = new(
        "cancellation", "a run that is cancelled in an epoch or in a validation ends as cancelled, without an error.", "Expect that OnEpochEnd and OnEpochReport may not come, and throw nothing in OnRunEnd.");

    public static readonly ContractRule DisposeTwice = new(
        "dispose-twice", "Dispose works on a hook that never ran, and a second time.", "Let Dispose(bool) free what is there and forget it.");

    public static readonly ContractRule OneBatch = new(
        "one-batch", "a run of a single batch ends without an error.", "Expect no second batch: guard divisions and differences by what has been seen.");

    public static readonly ContractRule NoValidation = new(
        "no-validation", "a run without validation ends without an error.", "EpochReport.Validation may be null. A hook that cannot work without a number names it in Monitors.");

    public static readonly ContractRule EmptyValidation = new(
        "empty-validation", "a validation all of whose samples are unreadable ends without an error.", "Expect zero samples and numbers that are NaN.");

    public static readonly ContractRule Evaluation = new(
        "evaluation", "a pass that runs alone after a fit, with the same hooks, ends without an error.", "OnRunStart may come again, with Phase.Test: RunInfo.Epochs is then null and Steps is 0.");

    public static readonly ContractRule StableName = new(
        "stable-name", "two instances that keep state have the same Name, so that a resumed run finds its state.", "Return a constant from Name.");

    public static readonly ContractRule StateRoundTrip = new(
        "state-round-trip", "a state that went through JSON and RestoreState is captured again as the same.", "Let the state be a record of public properties with plain values, and restore every one of them.");

    public static readonly ContractRule Resume = new(
        "resume",
        "a run that was cancelled and resumed ends with the bits and the hook states of one that was not.",
        "Implement IStateful<TState> and capture all that later calls depend on.");

    public static readonly ContractRule NoLeak = new(
        "no-leak", "the number of live tensors does not rise from step to step or from epoch to epoch.", "Keep doubles, not tensors; dispose of what is detached from its scope.");

    public static readonly IReadOnlyList<ContractRule> All =
    [
        Completes, NoFolder, SameWeights, SameBits, InCompany, Fault, FailedStart, Cancellation, DisposeTwice, OneBatch, NoValidation, EmptyValidation, Evaluation, StableName,
        StateRoundTrip, Resume, NoLeak,
    ];
}
