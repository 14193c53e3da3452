using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MeshStarter.ServiceDefaults.Identity.Keys;

namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>
/// The tokens whose signatures were verified lately: a caller sends one with each of its requests, and its bytes do not change. Only the signature is taken as known, and only as long
/// as the authority has the key that verified it. Claims and times are checked each time. A token is found by its hash; its text is not kept.
/// </summary>
internal sealed class VerifiedTokens
{
    // Some 5 KB each.
    private const int MostTokens = 1_000;

    private readonly ConcurrentDictionary<TokenHash, VerifiedToken> _known = new();

    /// <summary>Finds a token; null where its signature is not known to be right.</summary>
    /// <param name="text">The token's text.</param>
    public VerifiedToken? Find(string text) => _known.GetValueOrDefault(TokenHash.Of(text));

    /// <summary>Remembers a token whose signature is right.</summary>
    public void Add(string text, VerifiedToken token)
    {
        if (_known.Count >= MostTokens)
            _known.Clear();
        _known[TokenHash.Of(text)] = token;
    }

    /// <summary>Forgets a token that was refused.</summary>
    public void Remove(string text) => _known.TryRemove(TokenHash.Of(text), out _);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct TokenHash(UInt128 First, UInt128 Second)
    {
        public static TokenHash Of(string text)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
            return new TokenHash(BinaryPrimitives.ReadUInt128LittleEndian(hash), BinaryPrimitives.ReadUInt128LittleEndian(hash[16..]));
        }
    }
}

/// <summary>A token whose signature is right.</summary>
/// <param name="Token">Its header.</param>
/// <param name="Key">The key that verified it.</param>
/// <param name="Claims">What it claims, not checked.</param>
internal sealed record VerifiedToken(CompactToken Token, SigningKey Key, TokenClaims Claims);
