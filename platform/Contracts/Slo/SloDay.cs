namespace MeshStarter.Contracts.Slo;

/// <summary>A day of a service level.</summary>
/// <param name="Day">The day, in UTC.</param>
/// <param name="Share">The share of it, or of its rows or batches, that was kept, from 0 to 1. Time of it that was not measured, or is still to come, counts as kept.</param>
public sealed record SloDay(DateOnly Day, double Share);
