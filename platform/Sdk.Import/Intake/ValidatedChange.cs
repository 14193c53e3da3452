using MeshStarter.Sdk.Publishing;

namespace MeshStarter.Sdk.Import.Intake;

/// <summary>A change that fits the product's contract.</summary>
/// <param name="Id">Digest of the key.</param>
/// <param name="Key">The key in canonical JSON; empty for facts.</param>
/// <param name="Content">Digest of the row; null where the row is gone.</param>
/// <param name="Entry">The entry for the outbox.</param>
internal readonly record struct ValidatedChange(Guid Id, string Key, Guid? Content, OutboxEntry Entry)
{
    /// <summary>Whether the row is gone.</summary>
    public bool IsDelete => Content is null;
}
