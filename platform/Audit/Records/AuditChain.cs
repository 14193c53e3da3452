namespace MeshStarter.Platform.Audit.Records;

/// <summary>The place of a batch's records in the chain of the service that sends them.</summary>
/// <param name="PublicKey">The key of the chain, as <see cref="AuditKey.Text"/>.</param>
/// <param name="First">The number of the batch's first record in the chain, from 1; the others follow it without gaps.</param>
/// <param name="Previous">The hash before the first record.</param>
/// <param name="Head">A signed head of one of the batch's records; a service sends that of the last one.</param>
public sealed record AuditChain(string PublicKey, long First, string Previous, AuditHead? Head = null);
