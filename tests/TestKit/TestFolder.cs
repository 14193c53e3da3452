namespace MeshStarter.TestKit;

/// <summary>A folder of a test's own that a server of another user can pass through; it goes with the test.</summary>
public sealed class TestFolder : IDisposable
{
    public TestFolder()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("mesh-test-").FullName;

    /// <summary>Writes a file; none where the text is null.</summary>
    public void Write(string file, string? text)
    {
        if (text is not null)
        {
            var path = System.IO.Path.Combine(Path, file);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }

    /// <summary>Writes a program of the shell, such as one in the place of another program.</summary>
    public async Task WriteProgramAsync(string name, string script)
    {
        var file = System.IO.Path.Combine(Path, name);
        await File.WriteAllTextAsync(file, script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A file that the system still holds stays in the temporary folder, which the system clears.
        }
    }
}
