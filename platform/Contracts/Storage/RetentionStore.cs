namespace MeshStarter.Contracts.Storage;

/// <summary>The places that have rows of a product, each of which its retention applies to.</summary>
public enum RetentionStore
{
    /// <summary>The table, with its history.</summary>
    Table,

    /// <summary>The events that the stream port serves.</summary>
    Stream,

    /// <summary>The entries of the domain's outbox.</summary>
    Outbox,

    /// <summary>The outbox entries of quarantined batches that were not replayed.</summary>
    Quarantine,

    /// <summary>The failing rows that the quarantine shows of its batches.</summary>
    Samples,
}
