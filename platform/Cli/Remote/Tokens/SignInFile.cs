using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.ServiceDefaults.Files;

namespace MeshStarter.Cli.Remote.Tokens;

/// <summary>
/// The file of the sign-in at one mesh, for its owner alone (0600), in the folder <c>meshstarter</c> of the user's settings. It is replaced in one step,
/// and changed by one process at a time.
/// </summary>
internal sealed class SignInFile
{
    private readonly string _path;

    private SignInFile(Uri mesh, string command, string path) => (Mesh, Command, _path) = (mesh, command, path);

    /// <summary>The mesh's address.</summary>
    public Uri Mesh { get; }

    /// <summary>The command that signs in at this mesh, for messages.</summary>
    public string Command { get; }

    /// <summary>Whether there is a sign-in.</summary>
    public bool Exists => File.Exists(_path);

    /// <summary>Finds the file of a mesh by its address.</summary>
    /// <exception cref="CliException">The user has no folder of settings.</exception>
    public static SignInFile Of(MeshLocation location)
    {
        // XDG_CONFIG_HOME or ~/.config, Application Support of macOS, AppData of Windows.
        var settings = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (settings.Length == 0)
        {
            throw new CliException(CliExitCodes.Denied, "Not signed in: there is no folder of this user's settings, where a sign-in is stored. Set XDG_CONFIG_HOME, or HOME.");
        }

        var address = location.Address;
        return new SignInFile(address, location.IsGiven ? $"mesh login --mesh {Name(address)}" : "mesh login", Path.Combine(settings, "meshstarter", $"{Uri.EscapeDataString(Name(address))}.json"));
    }

    /// <summary>The address by which a mesh is named.</summary>
    public static string Name(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    /// <summary>Reads the sign-in; null where there is none.</summary>
    /// <exception cref="CliException">The file cannot be read, is open to others, or is no sign-in.</exception>
    public StoredSignIn? Read() => Try("read", () =>
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(_path) | OwnerFile.Rights) != OwnerFile.Rights)
        {
            throw new CliException(CliExitCodes.Denied, $"{_path} has tokens and is open to others. Run mesh logout and {Command}, or chmod 600 it if no one has read it.");
        }

        return Parse();
    });

    /// <summary>Reads the sign-in of a file that is going to be deleted; null where there is none that can be read.</summary>
    public StoredSignIn? ReadLast()
    {
        try
        {
            return Exists ? Parse() : null;
        }
        catch (Exception unreadable) when (unreadable is CliException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Replaces the sign-in. The caller has the lock.</summary>
    /// <exception cref="CliException">The file cannot be written.</exception>
    public void Write(StoredSignIn signIn) => Try("written", () =>
    {
        OwnerFile.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(signIn, MeshJson.Options));
        return true;
    });

    /// <summary>Deletes the sign-in. The caller has the lock.</summary>
    /// <exception cref="CliException">The file cannot be deleted.</exception>
    public void Delete() => Try("deleted", () =>
    {
        File.Delete(_path);
        return true;
    });

    /// <summary>Waits until no other process changes the sign-in.</summary>
    /// <returns>The lock, which its disposal releases.</returns>
    /// <exception cref="CliException">Another process has it for long, or the folder cannot be written.</exception>
    public async Task<IDisposable> LockAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        Try("written", () => OwnerFolder.Make(Path.GetDirectoryName(_path)!));
        return await FileLock.TakeAsync(
            () => OwnerFile.Open(_path + ".lock", FileMode.OpenOrCreate, FileShare.None),
            refused => new CliException(CliExitCodes.Denied, $"{_path}.lock cannot be locked: {refused.Message}", refused),
            time,
            cancellationToken);
    }

    private StoredSignIn Parse()
    {
        try
        {
            return JsonSerializer.Deserialize<StoredSignIn>(File.ReadAllBytes(_path), MeshJson.Options) is { Version: StoredSignIn.CurrentVersion } signIn
                ? signIn
                : throw new JsonException("it is of another version");
        }
        catch (JsonException invalid)
        {
            throw new CliException(CliExitCodes.Denied, $"{_path} is no sign-in of this program. Run {Command}.", invalid);
        }
    }

    private T Try<T>(string action, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CliException(CliExitCodes.Denied, $"{_path} cannot be {action}: {refused.Message}", refused);
        }
    }
}
