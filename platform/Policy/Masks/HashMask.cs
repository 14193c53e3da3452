using MeshStarter.Contracts.Types;

namespace MeshStarter.Policy.Masks;

/// <summary>
/// <c>hash</c>: equal values stay equal, so that one can count and join. A text becomes its HMAC-SHA-256 in hexadecimal, a
/// UUID the first half of its text's; other types become NULL. The key is that of the reader's scope (<see cref="PseudonymKey"/>).
/// </summary>
public sealed record HashMask() : ColumnMask(ColumnMaskKinds.Hash)
{
    /// <summary>The engine's function of a text, which the process that runs SQL registers with the key. No query may call it.</summary>
    public const string Function = "mesh_pseudonym";

    private const int UuidDigits = 32;

    internal override int Strength => 200;

    private protected override string? Expression(string quotedColumn, ColumnType type) => type switch
    {
        PrimitiveType { Kind: PrimitiveKind.String } => $"{Function}({quotedColumn})",
        PrimitiveType { Kind: PrimitiveKind.Uuid } => $"substr({Function}(CAST({quotedColumn} AS VARCHAR)), 1, {UuidDigits})",
        _ => null,
    };

    private protected override string? Masked(string text, ColumnType type, PseudonymKey? key) => key is null ? null : type switch
    {
        PrimitiveType { Kind: PrimitiveKind.String } => key.Hash(text),
        PrimitiveType { Kind: PrimitiveKind.Uuid } when Guid.TryParseExact(text, "D", out var uuid) =>
            Guid.ParseExact(key.Hash(uuid.ToString("D"))[..UuidDigits], "N").ToString("D"),
        _ => null,
    };
}
