using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Policy.Grants;
using MeshStarter.ServiceDefaults.Files;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Platform.Enforcement.Grants;

/// <summary>
/// The grants that this process last knew, in a file of its own: a JSON line for each check at governance, with the grants that had changed. A process that restarts while
/// governance is away goes on from it. A change is in the file before it is in force, so a grant that was taken back here does not come back with a restart.
/// </summary>
internal sealed class GrantFile : IDisposable
{
    private const string Name = "grants.jsonl";
    private const long SlackBytes = 64 << 10;

    // Windows moves an open file only where it is shared for deletion, which lets no other process read or write it. Elsewhere it would let a second one open it.
    private static readonly FileShare Share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private readonly string _path;
    private FileStream? _file;
    private string? _feed;
    private long _wholeLength;

    private GrantFile(string path, FileStream file) => (_path, _file) = (path, file);

    /// <summary>Opens the file of a folder.</summary>
    /// <param name="folder">The folder; made if it does not exist.</param>
    /// <exception cref="StartRefusedException">The folder cannot be used, or another process uses it.</exception>
    public static GrantFile Open(string folder)
    {
        try
        {
            OwnerFolder.Make(folder);
            var path = Path.Combine(folder, Name);
            return new GrantFile(path, OwnerFile.Open(path, FileMode.OpenOrCreate, Share));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw StartRefusedException.OfFolder("Mesh:Policy:StateFolder", folder, failed);
        }
    }

    /// <summary>Reads the last check and the grants after it; null where the file has nothing, or a line that is damaged. An unfinished last line is cut: its change was never in force.</summary>
    public (GrantFileLine Last, GrantSet Grants)? Read()
    {
        try
        {
            var content = Read(_file!, out var length);
            _file!.SetLength(length);
            _file.Seek(0, SeekOrigin.End);
            (_feed, _wholeLength) = (content?.Last.Feed, length);
            return content;
        }
        catch (Exception damaged) when (damaged is JsonException or IOException or NotSupportedException)
        {
            _feed = null;
            return null;
        }
    }

    /// <summary>Writes a check, and the grants that it changed.</summary>
    /// <param name="check">The check.</param>
    /// <param name="all">All grants after it.</param>
    /// <param name="isReset">Whether what was known before is of no use.</param>
    /// <exception cref="IOException">It cannot be written; the file is empty then, because what it had may have been taken back.</exception>
    public void Write(GrantFileLine check, GrantSet all, bool isReset)
    {
        try
        {
            if (isReset || _file is null || _feed != check.Feed || _file.Length > (2 * _wholeLength) + SlackBytes)
            {
                Replace(check with { Items = [.. all.All] });
            }
            else
            {
                Append(_file, check);
                if (check.Items.Count > 0)
                {
                    _file.Flush(flushToDisk: true);
                }
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            Empty();
            throw failed as IOException ?? new IOException(failed.Message, failed);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _file?.Dispose();

    private static (GrantFileLine Last, GrantSet Grants)? Read(FileStream file, out long length)
    {
        length = 0;
        file.Seek(0, SeekOrigin.Begin);
        using var reader = new StreamReader(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var text = reader.ReadToEnd();
        GrantFileLine? last = null;
        var grants = GrantSet.Empty;
        for (var start = 0; text.IndexOf('\n', start) is var end and >= 0; start = end + 1)
        {
            var line = JsonSerializer.Deserialize<GrantFileLine>(text.AsSpan(start, end - start), MeshJson.Options)!;
            grants = (last is null || last.Feed == line.Feed ? grants : GrantSet.Empty).With(line.Items);
            last = line;
            length += Encoding.UTF8.GetByteCount(text.AsSpan(start, end + 1 - start));
        }

        return last is null ? null : (last, grants);
    }

    // The new file takes the old one's place whole or not at all.
    private void Replace(GrantFileLine check)
    {
        var fresh = _path + ".new";
        var file = OwnerFile.Open(fresh, FileMode.Create, Share);
        try
        {
            Append(file, check);
            file.Flush(flushToDisk: true);
            CloseReplaced();
            File.Move(fresh, _path, overwrite: true);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _file?.Dispose();
        (_file, _feed, _wholeLength) = (file, check.Feed, file.Length);
        FolderFlush.Run(Path.GetDirectoryName(_path)!);
    }

    // Windows replaces no open file. Elsewhere the old one is locked until the new one is in its place.
    private void CloseReplaced()
    {
        if (OperatingSystem.IsWindows())
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private void Empty()
    {
        _feed = null;
        try
        {
            (_file ??= OwnerFile.Open(_path, FileMode.OpenOrCreate, Share)).SetLength(0);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // The age limit holds for what is left.
        }
    }

    private static void Append(FileStream file, GrantFileLine line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, MeshJson.Options), (byte)'\n'];
        file.Write(bytes);
    }
}
