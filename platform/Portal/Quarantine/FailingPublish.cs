namespace MeshStarter.Portal.Quarantine;

/// <summary>The failure that keeps a product's rows from its table.</summary>
/// <param name="Since">Start of the failure.</param>
/// <param name="Reason">Reason of the last failure.</param>
public sealed record FailingPublish(DateTimeOffset Since, string Reason);
