namespace MeshStarter.Contracts.Registration;

/// <summary>A list that comes whole.</summary>
/// <param name="Items">Its items.</param>
public sealed record ItemList<T>(IReadOnlyList<T> Items);
