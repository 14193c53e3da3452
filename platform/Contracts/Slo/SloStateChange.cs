namespace MeshStarter.Contracts.Slo;

/// <summary>A state that a service level had or has.</summary>
/// <param name="State">The state.</param>
/// <param name="Since">Its beginning.</param>
public sealed record SloStateChange(SloState State, DateTimeOffset Since);
