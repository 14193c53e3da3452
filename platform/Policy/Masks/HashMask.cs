using System.Security.Cryptography;
using System.Text;
using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>
/// <c>hash</c>: equal values stay equal, so that one can count and join. A text becomes its SHA-256 in hexadecimal, a
/// UUID the first half of its text's SHA-256; other types become NULL.
/// </summary>
/// <remarks>This is a pseudonym, not more: who can guess the value can confirm the guess.</remarks>
public sealed record HashMask : ColumnMask
{
    private const int UuidDigits = 32;

    /// <inheritdoc/>
    public override string Name => ColumnMaskKinds.Hash;

    internal override int Strength => 200;

    private protected override string? Expression(string quotedColumn, ColumnType type) => type switch
    {
        PrimitiveType { Kind: PrimitiveKind.String } => $"sha256({quotedColumn})",
        PrimitiveType { Kind: PrimitiveKind.Uuid } => $"substr(sha256(CAST({quotedColumn} AS VARCHAR)), 1, {UuidDigits})",
        _ => null,
    };

    private protected override string? Masked(string text, ColumnType type) => type switch
    {
        PrimitiveType { Kind: PrimitiveKind.String } => Sha256(text),
        PrimitiveType { Kind: PrimitiveKind.Uuid } when Guid.TryParseExact(text, "D", out var uuid) =>
            Guid.ParseExact(Sha256(uuid.ToString("D"))[..UuidDigits], "N").ToString("D"),
        _ => null,
    };

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
