namespace MeshStarter.Portal.Quarantine;

/// <summary>Why a product's rows do not reach its table.</summary>
/// <param name="Since">Since when they do not.</param>
/// <param name="Reason">What went wrong the last time.</param>
internal sealed record FailingPublish(DateTimeOffset Since, string Reason);
