namespace MeshStarter.Sdk.Generator.Reading;

/// <summary>A column of a contract, or a part of one.</summary>
/// <param name="Name">Its name in the contract and on the wire.</param>
/// <param name="Property">Its name in C#.</param>
/// <param name="Type">The type of the field.</param>
/// <param name="IsNullable">Whether it may be without a value.</param>
/// <param name="Description">The description; null where the contract has none.</param>
/// <param name="Place">The place of its declaration.</param>
internal sealed record Field(string Name, string Property, RowType Type, bool IsNullable, string? Description, Place Place);
