using System.Security.Cryptography;
using System.Text.Json;
using MeshStarter.ServiceDefaults.Files;

namespace MeshStarter.AppHost.Settings;

/// <summary>
/// Passwords and client secrets of this mesh, generated once and stored alongside its data, readable by its owner alone. They are not
/// in the user's secret store, which all clones share and which outlives the data.
/// </summary>
internal sealed class MeshSecrets
{
    private readonly string _file;
    private readonly SortedDictionary<string, string> _secrets;

    private MeshSecrets(string file, SortedDictionary<string, string> secrets)
    {
        _file = file;
        _secrets = secrets;
    }

    /// <summary>Opens the secrets of a data folder.</summary>
    /// <exception cref="StartRefusedException">The secrets exist and cannot be read.</exception>
    public static MeshSecrets Open(string folder)
    {
        var file = Path.Combine(folder, "secrets.json");
        try
        {
            return new MeshSecrets(file, File.Exists(file)
                ? JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(file)) ?? throw new JsonException("it holds nothing.")
                : new SortedDictionary<string, string>(StringComparer.Ordinal));
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"{file} cannot be read: {exception.Message} Restore it from a copy, for the database's passwords are in it, or set another folder with --Mesh:Data=….", exception);
        }
    }

    /// <summary>Gets the secret of a name; generated and stored at the first request.</summary>
    /// <exception cref="StartRefusedException">The secret cannot be stored.</exception>
    public string this[string name]
    {
        get
        {
            if (!_secrets.TryGetValue(name, out var secret))
            {
                secret = RandomNumberGenerator.GetHexString(48, lowercase: true);
                _secrets[name] = secret;
                Save();
            }

            return secret;
        }
    }

    private void Save()
    {
        try
        {
            OwnerFile.Replace(_file, JsonSerializer.SerializeToUtf8Bytes(_secrets));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DataFolder.CannotBeWritten(_file, exception);
        }
    }
}
