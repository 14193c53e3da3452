using System.Text;
using MeshStarter.ServiceDefaults.Files;

namespace MeshStarter.AppHost.Logs;

/// <summary>
/// A log file of bounded size. A full file becomes <c>name.1.log</c>, the previous one <c>name.2.log</c>, and the oldest is deleted. A
/// full disk loses log lines and does not stop the mesh.
/// </summary>
internal sealed class RotatedFile(string folder, string name, long limit) : IDisposable
{
    private const int Kept = 2;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Lock _lock = new();
    private FileStream? _stream;
    private bool _closed;

    /// <summary>Appends a line; the line is in the file when this returns.</summary>
    public void Append(string line)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            try
            {
                var bytes = Utf8.GetBytes(line + "\n");
                _stream ??= Open();
                if (_stream.Length > 0 && _stream.Length + bytes.Length > limit)
                {
                    RotateNeedsLock();
                }

                _stream.Write(bytes);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                _stream?.Dispose();
                _stream = null;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            _stream?.Dispose();
        }
    }

    private string Numbered(int number) => Path.Combine(folder, number == 0 ? $"{name}.log" : $"{name}.{number}.log");

    // Other processes may read the file (tail) or delete it. It has no buffer: what a full disk refused would be written again when it is closed.
    private FileStream Open()
    {
        // A stack may quote what a row has. A folder that is there keeps the rights that it was given.
        OwnerFolder.Make(folder);
        return new FileStream(Numbered(0), FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }

    private void RotateNeedsLock()
    {
        _stream!.Dispose();
        _stream = null;
        for (var number = Kept; number > 0; number--)
        {
            if (File.Exists(Numbered(number - 1)))
            {
                File.Move(Numbered(number - 1), Numbered(number), overwrite: true);
            }
        }

        _stream = Open();
    }
}
