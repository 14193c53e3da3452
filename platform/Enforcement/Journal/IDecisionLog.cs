namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>Takes the decisions of a service in one chain.</summary>
internal interface IDecisionLog
{
    /// <summary>Appends a record.</summary>
    /// <param name="record">Its JSON in one line.</param>
    /// <param name="isAwaited">Whether something waits for it; else it may share the group of a later record.</param>
    /// <returns>Completes when the record survives the process.</returns>
    /// <exception cref="AuditUnavailableException">It does not, or that is not known.</exception>
    Task AppendAsync(ReadOnlyMemory<byte> record, bool isAwaited = true);

    /// <summary>Returns while records can be taken.</summary>
    /// <exception cref="AuditUnavailableException">The last ones could not be.</exception>
    void RequireAvailable();
}
