namespace MeshStarter.Sdk.Generator;

/// <summary>A column of a contract, or a part of one.</summary>
/// <param name="Name">Its name in the contract and on the wire.</param>
/// <param name="Property">Its name in C#.</param>
/// <param name="Type">What it holds.</param>
/// <param name="IsNullable">Whether it may be without a value.</param>
/// <param name="Description">What it means; null where the contract says nothing.</param>
/// <param name="Place">Where the contract declares it.</param>
internal sealed record Field(string Name, string Property, RowType Type, bool IsNullable, string? Description, Place Place);
