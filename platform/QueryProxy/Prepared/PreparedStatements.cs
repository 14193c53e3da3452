using System.IO.Compression;
using System.Net;
using System.Text;
using MeshStarter.Platform.Sql.Failures;

namespace MeshStarter.QueryProxy.Prepared;

/// <summary>
/// The prepared statements of a client's session. The client holds them, and sends them with every statement in headers; long ones are
/// compressed, in a form that only this service reads. Pure.
/// </summary>
internal static class PreparedStatements
{
    /// <summary>Characters of a header with one prepared statement. All headers of a request together may have <see cref="MaxHeaderBytes"/>.</summary>
    private const int MaxEncodedLength = 32 * 1024;

    /// <summary>Bytes of the headers of a request.</summary>
    public const int MaxHeaderBytes = 128 * 1024;

    private const int CompressedFrom = 2_000;

    // Not the beginning of a statement.
    private const string Compressed = "$brotli:";

    /// <summary>The header's value for a statement: <c>name=text</c>, both encoded.</summary>
    /// <exception cref="QueryFailedException">The text is too long for a header.</exception>
    public static string Encode(string name, string sql)
    {
        var text = sql.Length < CompressedFrom ? sql : Compress(sql);
        var header = $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(text)}";
        return header.Length <= MaxEncodedLength ? header : throw new QueryFailedException(new QueryFailure(TrinoErrorCode.QueryTextTooLarge,
            $"The prepared statement is too long: clients send it with every statement in a header, which holds {MaxEncodedLength / 1024} KiB. Send it with its values instead: EXECUTE IMMEDIATE (JDBC: explicitPrepare=false)."));
    }

    /// <summary>The text of a statement in the client's headers; null where there is none of the name.</summary>
    /// <param name="headers">The values of the headers, <c>name=text</c>, both encoded.</param>
    /// <param name="name">The statement's name.</param>
    /// <param name="maxLength">Characters of a query's text.</param>
    /// <exception cref="QueryFailedException">The text cannot be read.</exception>
    public static string? Find(IReadOnlyList<string> headers, string name, int maxLength)
    {
        foreach (var header in headers)
        {
            var end = header.IndexOf('=', StringComparison.Ordinal);
            if (end > 0 && WebUtility.UrlDecode(header[..end]) == name)
            {
                var text = WebUtility.UrlDecode(header[(end + 1)..]);
                return text.StartsWith(Compressed, StringComparison.Ordinal) ? Decompress(text[Compressed.Length..], maxLength) : text;
            }
        }

        return null;
    }

    private static string Compress(string sql)
    {
        using var target = new MemoryStream();
        using (var brotli = new BrotliStream(target, CompressionLevel.Optimal, leaveOpen: true))
        {
            brotli.Write(Encoding.UTF8.GetBytes(sql));
        }

        return Compressed + Convert.ToBase64String(target.ToArray());
    }

    private static string Decompress(string base64, int maxLength)
    {
        try
        {
            using var brotli = new BrotliStream(new MemoryStream(Convert.FromBase64String(base64)), CompressionMode.Decompress);
            using var reader = new StreamReader(brotli, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            // One more than allowed: a short header may hold a text of any length.
            var block = new char[maxLength + 1];
            var length = reader.ReadBlock(block);
            return length <= maxLength ? new string(block, 0, length) : throw TooLong(maxLength);
        }
        catch (Exception damaged) when (damaged is FormatException or InvalidDataException or InvalidOperationException or DecoderFallbackException or IOException)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.NotFound, "The prepared statement in the header is not one that this service gave. Prepare it again."), damaged);
        }
    }

    private static QueryFailedException TooLong(int maxLength) =>
        new(new QueryFailure(TrinoErrorCode.QueryTextTooLarge, $"The prepared statement is longer than a query's text may be ({maxLength}). Shorten it, for example by a join in place of a long list."));
}
