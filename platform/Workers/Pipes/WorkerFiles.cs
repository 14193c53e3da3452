using System.Text.RegularExpressions;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Buffers;
using MeshStarter.Platform.Workers.Sandboxing;

namespace MeshStarter.Platform.Workers.Pipes;

/// <summary>
/// The files of a worker's query: names of them in a folder of the worker's own, the only one with data that its sandbox lets it open.
/// The files never change, so a second name is as good as a copy; where a file system cannot give one, it is a copy, which counts against
/// its subject's disk space.
/// </summary>
internal sealed partial class WorkerFiles : IDisposable
{
    // asm-generic/errno-base.h
    private const int NotThere = 2;

    // Names are not used for other files later: what a worker keeps in mind about a name stays true.
    private const int RememberedNames = 10_000;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _remembered = new(StringComparer.Ordinal);
    private int _given;
    private DiskShare? _disk;
    private long _copied;

    /// <param name="folder">Absolute path of the folder; it is made.</param>
    public WorkerFiles(string folder)
    {
        Folder = folder;
        Directory.CreateDirectory(folder);
    }

    public string Folder { get; }

    /// <summary>Whether a file had to be copied.</summary>
    public bool HasCopied { get; private set; }

    /// <summary>Gives the worker the files of a request, and them alone.</summary>
    /// <param name="request">The request, in the proxy's paths.</param>
    /// <param name="disk">Its subject's disk space.</param>
    /// <param name="cancellationToken">Ends it between two files: copies of many take long.</param>
    /// <returns>The request in the worker's names.</returns>
    /// <exception cref="FileNotFoundException">A file has gone; the message names it.</exception>
    /// <exception cref="WorkerFilesException">A file cannot be copied, mostly because the disk is full.</exception>
    /// <exception cref="QueryFailedException">The copies exceed the disk space of the subject, or of all.</exception>
    public ExecuteRequest HandOver(ExecuteRequest request, DiskShare disk, CancellationToken cancellationToken)
    {
        TakeBack();
        _disk = disk;
        foreach (var path in request.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = NameOf(path);
            // Known before it is there, so that half a copy is taken back too.
            _names[path] = name;
            Give(path, name);
        }

        request = request with { Folder = Folder };
        return _names.Count == 0 ? request : request with { Definitions = [.. request.Definitions.Select(InNames)], Files = [.. _names.Values] };
    }

    /// <summary>Takes all files from the worker; what it has open it can go on reading.</summary>
    public void TakeBack()
    {
        foreach (var name in _names.Values)
        {
            File.Delete(name);
        }

        _names.Clear();
        ReturnSpace();
    }

    /// <summary>An error of the worker in the paths that the proxy knows.</summary>
    public EngineError InPaths(EngineError error) => error.Message.Contains(Folder, StringComparison.Ordinal)
        ? error with { Message = _names.Aggregate(error.Message, static (message, file) => message.Replace(file.Value, file.Key, StringComparison.Ordinal)) }
        : error;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It has gone already, and the copies with it.
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // It stays until the next start of the proxy, and so does the space that it takes: the worker's end does not wait for it.
            return;
        }

        ReturnSpace();
    }

    private string NameOf(string path)
    {
        if (!_remembered.TryGetValue(path, out var name))
        {
            if (_remembered.Count == RememberedNames)
            {
                _remembered.Clear();
            }

            _remembered.Add(path, name = Path.Combine(Folder, $"{_given++}{Path.GetExtension(path)}"));
        }

        return name;
    }

    private void Give(string path, string name)
    {
        switch (Kernel.TryLink(path, name))
        {
            case 0:
                break;
            case NotThere:
                throw new FileNotFoundException($"The file {path} is not there any more.", path);
            default:
                // Another file system, or a file of another user (fs.protected_hardlinks).
                TakeSpace(path);
                Copy(path, name);
                HasCopied = true;
                break;
        }
    }

    private void TakeSpace(string path)
    {
        var bytes = new FileInfo(path).Length;
        _disk!.TakeForCopies(bytes);
        _copied += bytes;
    }

    private void ReturnSpace()
    {
        _disk?.Return(_copied);
        _copied = 0;
    }

    private static void Copy(string path, string name)
    {
        try
        {
            File.Copy(path, name);
        }
        catch (Exception failed) when (failed is (IOException and not FileNotFoundException) or UnauthorizedAccessException)
        {
            throw new WorkerFilesException($"The file {path} cannot be copied for a SQL worker: {failed.Message}", failed);
        }
    }

    // The statements are the proxy's own: a file's path is there as a literal, whole, and as a pattern where it holds signs of one.
    private string InNames(string statement) => Literal().Replace(statement, found => found.Value[0] == '\'' && _names.TryGetValue(PathIn(found.Value), out var name) ? SqlText.Quote(name) : found.Value);

    private Definition InNames(Definition definition) => definition.Kind == DefinitionKind.View ? definition with { Body = InNames(definition.Body) } : definition;

    private static string PathIn(string literal) => literal[1..^1].Replace("''", "'", StringComparison.Ordinal)
        .Replace("[[]", "[", StringComparison.Ordinal).Replace("[*]", "*", StringComparison.Ordinal).Replace("[?]", "?", StringComparison.Ordinal);

    // "a name" or 'a text'
    [GeneratedRegex("""
        "[^"]*(?:""[^"]*)*"|'[^']*(?:''[^']*)*'
        """, RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Literal();
}
