using System.Buffers;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.QueryProxy.Buffers;

namespace MeshStarter.QueryProxy.Execution;

/// <summary>Reads queries' texts with a bound: of a text that is too long nothing is kept, only its length is counted. Memory of a text being read is the caller's.</summary>
internal sealed class QueryTexts(ResultStorage storage)
{
    private const int BlockChars = 4096;

    // A character takes at most six bytes in JSON, \u0041.
    private const int JsonBytesOfChar = 6;
    private const int JsonFrameBytes = 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int MaxLength => storage.Options.MaxTextLength;

    /// <summary>Reads a body that is the text.</summary>
    /// <exception cref="DecoderFallbackException">It is not UTF-8.</exception>
    public async Task<QueryText> ReadAsync(Stream body, string subject, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(body, Strict, detectEncodingFromByteOrderMarks: true, bufferSize: -1, leaveOpen: true);
        var block = ArrayPool<char>.Shared.Rent(BlockChars);
        var text = new StringBuilder();
        var (length, taken) = (0L, 0L);
        try
        {
            for (int read; (read = await reader.ReadAsync(block.AsMemory(0, BlockChars), cancellationToken)) > 0;)
            {
                length += read;
                if (length > MaxLength)
                {
                    text = null;
                }
                else
                {
                    storage.RequireRoom(subject);
                    storage.Memory.Take(subject, read * sizeof(char));
                    taken += read * sizeof(char);
                    text!.Append(block, 0, read);
                }
            }

            return text is null ? TooLong(length) : new QueryText(text.ToString(), null);
        }
        catch (QueryFailedException full)
        {
            return new QueryText("", full.Failure);
        }
        finally
        {
            storage.Memory.Return(subject, taken);
            ArrayPool<char>.Shared.Return(block);
        }
    }

    /// <summary>Reads a body <c>{"sql": "…"}</c>; null where it is none.</summary>
    public async Task<QueryText?> ReadJsonAsync(Stream body, string subject, CancellationToken cancellationToken)
    {
        var maxBytes = (MaxLength * JsonBytesOfChar) + JsonFrameBytes;
        using var kept = new MemoryStream();
        var block = ArrayPool<byte>.Shared.Rent(BlockChars);
        var length = 0L;
        try
        {
            for (int read; (read = await body.ReadAsync(block.AsMemory(0, BlockChars), cancellationToken)) > 0;)
            {
                length += read;
                if (length <= maxBytes)
                {
                    storage.RequireRoom(subject);
                    storage.Memory.Take(subject, read);
                    kept.Write(block, 0, read);
                }
            }

            return length > maxBytes ? TooLong(length / JsonBytesOfChar)
                : Parse(kept.GetBuffer().AsSpan(0, (int)kept.Length)) is not { } sql ? null
                : sql.Length > MaxLength ? TooLong(sql.Length) : new QueryText(sql, null);
        }
        catch (QueryFailedException full)
        {
            return new QueryText("", full.Failure);
        }
        finally
        {
            storage.Memory.Return(subject, kept.Length);
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static string? Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize<QueryBody>(utf8.StartsWith(Encoding.UTF8.Preamble) ? utf8[Encoding.UTF8.Preamble.Length..] : utf8, MeshJson.Options)?.Sql;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private QueryText TooLong(long length) => new("", new QueryFailure(TrinoErrorCode.QueryTextTooLarge,
        $"Query text length ({length}) exceeds the maximum length ({MaxLength})."));

    private sealed record QueryBody(string Sql);
}

/// <summary>A query's text as it was sent.</summary>
/// <param name="Sql">The text; empty where it was not kept.</param>
/// <param name="Refusal">Why it was not kept; null where it was.</param>
internal sealed record QueryText(string Sql, QueryFailure? Refusal)
{
    /// <summary>Whether nothing was sent.</summary>
    public bool IsEmpty => Refusal is null && string.IsNullOrWhiteSpace(Sql);
}
