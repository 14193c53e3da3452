using MeshStarter.Contracts.Types;

namespace MeshStarter.Policy.Masks;

/// <summary>
/// <c>hash</c>: equal values stay equal, so that one can count and join. A text becomes its HMAC-SHA-256 in hexadecimal, a
/// UUID the first half of its text's; other types become NULL. The key is that of the reader's scope (<see cref="PseudonymKey"/>).
/// In SQL products of the reader's own domain have other hashes: who writes their values could look up those of other domains' products.
/// </summary>
public sealed record HashMask() : ColumnMask(ColumnMaskKinds.Hash)
{
    /// <summary>The engine's function of a text, which the process that runs SQL registers with the key. No query may call it.</summary>
    public const string Function = "mesh_pseudonym";

    private const int UuidDigits = 32;

    // A unit separator, with which no value begins that is worth a hash.
    private const char OwnPrefix = '\u001f';

    /// <summary>Whether the product is of the reader's own domain.</summary>
    public bool IsOfOwnDomain { get; init; }

    internal override string Terms => IsOfOwnDomain ? $"{Name} own" : Name;

    private protected override int Strength => 200;

    private protected override string? Expression(string quotedColumn, ColumnType type) => type switch
    {
        PrimitiveType { Kind: PrimitiveKind.String } => Hash(quotedColumn),
        PrimitiveType { Kind: PrimitiveKind.Uuid } => $"substr({Hash($"CAST({quotedColumn} AS VARCHAR)")}, 1, {UuidDigits})",
        _ => null,
    };

    private protected override string? Masked(string text, ColumnType type, PseudonymKey? key) => key is null ? null : type switch
    {
        PrimitiveType { Kind: PrimitiveKind.String } => key.Hash(Scoped(text)),
        PrimitiveType { Kind: PrimitiveKind.Uuid } when Guid.TryParseExact(text, "D", out var uuid) =>
            Guid.ParseExact(key.Hash(Scoped(uuid.ToString("D")))[..UuidDigits], "N").ToString("D"),
        _ => null,
    };

    private string Hash(string textExpression) => IsOfOwnDomain ? $"{Function}(chr({(int)OwnPrefix}) || {textExpression})" : $"{Function}({textExpression})";

    private string Scoped(string text) => IsOfOwnDomain ? OwnPrefix + text : text;
}
