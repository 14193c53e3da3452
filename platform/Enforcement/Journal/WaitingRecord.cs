namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>A record on its way into a chain.</summary>
/// <param name="Record">Its JSON in one line.</param>
internal sealed record WaitingRecord(ReadOnlyMemory<byte> Record)
{
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the record survives the process.</summary>
    public Task Written => _written.Task;

    /// <summary>Completes it.</summary>
    public void Complete() => _written.TrySetResult();

    /// <summary>Refuses it.</summary>
    public void Refuse(AuditUnavailableException refusal) => _written.TrySetException(refusal);
}
