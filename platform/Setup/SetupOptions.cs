using System.Globalization;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Databases;
using MeshStarter.Platform.Setup.Buckets;
using MeshStarter.Platform.Setup.Databases;
using MeshStarter.Platform.Setup.Minio;
using MeshStarter.Platform.Setup.Users;
using MeshStarter.Platform.Storage.Settings;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Identity.Platform;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.Platform.Setup;

/// <summary>The settings of one setup.</summary>
/// <param name="Server"><c>ConnectionStrings:server</c>: the administrator's connection to the database server, with a password or by <c>Mesh:Database:Credential</c>; null for none.</param>
/// <param name="Roles"><c>Mesh:Postgres:Databases</c>: the roles, each with a database of its name.</param>
/// <param name="Store">The object store and its buckets; null for none.</param>
/// <param name="Users">The store's users; null where they are the operator's.</param>
/// <param name="StartTimeout"><c>Mesh:Database:StartTimeout</c>: how long server and store may take to answer.</param>
internal sealed record SetupOptions(AdministratorAccess? Server, WantedRoles Roles, BucketPlan? Store, UserPlan? Users, TimeSpan StartTimeout)
{
    private const string Section = "Mesh:Setup";

    private static readonly string[] Known = ["Buckets", "Keys", "Store"];
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Reads and validates.</summary>
    /// <exception cref="StartRefusedException">Settings are wrong; the message has a line for each.</exception>
    public static SetupOptions Read(IConfiguration configuration)
    {
        var server = configuration["ConnectionStrings:server"] is { Length: > 0 } given ? new AdministratorAccess(given, Identity(configuration)) : null;
        var store = configuration["Mesh:Setup:Buckets"] is { Length: > 0 } names
            ? BucketPlan.Read(names, Storage(configuration))
            : null;
        var options = new SetupOptions(
            server,
            WantedRoles.Read(configuration),
            store,
            UserPlan.Read(configuration, store),
            Timeout(configuration["Mesh:Database:StartTimeout"]));
        List<string> problems = [.. Unknown(configuration), .. options.Problems()];
        return problems.Count == 0 ? options : throw new StartRefusedException(string.Join(Environment.NewLine, problems));
    }

    // A misspelt setting would leave out what it is about, and the setup ends as one that is complete.
    private static IEnumerable<string> Unknown(IConfiguration configuration) =>
        from setting in configuration.GetSection(Section).GetChildren()
        where !Known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)
        select $"Setting {Section}:{setting.Key}: there is no such setting. Fix: {(Suggestion.Nearest(setting.Key, Known) is { } meant ? $"write {Section}:{meant}" : $"give one of {string.Join(", ", Known)}")}, or leave it out.";

    private static StorageOptions Storage(IConfiguration configuration)
    {
        try
        {
            return configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new StorageOptions();
        }
        catch (InvalidOperationException unreadable)
        {
            // The value does not have the type of its setting; the binder names both.
            throw new StartRefusedException($"{SettingForm.Complete(unreadable)} See docs/settings.md.", unreadable);
        }
    }

    private static ManagedIdentityTokens? Identity(IConfiguration configuration)
    {
        const string setting = "Mesh:Database:Credential";
        var kind = DatabaseCredentialKind.Password;
        if (configuration[setting] is { Length: > 0 } given && !(Enum.TryParse(given, ignoreCase: true, out kind) && Enum.IsDefined(kind)))
        {
            throw new StartRefusedException($"Setting {setting} is \"{given}\". Set it to ManagedIdentity, or leave it out for the password of ConnectionStrings:server.");
        }

        return kind is DatabaseCredentialKind.Password ? null
            : ManagedIdentityTokens.IsNamed(configuration) ? ManagedIdentityTokens.OfProcess(configuration, TimeProvider.System)
            : throw new StartRefusedException(ManagedIdentityTokens.Missing(setting));
    }

    private static TimeSpan Timeout(string? setting) =>
        string.IsNullOrEmpty(setting) ? DefaultTimeout
        : TimeSpan.TryParse(setting, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero && time <= LongestTimeout ? time
        : throw new StartRefusedException("Setting Mesh:Database:StartTimeout must be between 00:00:00 and 00:10:00.");

    private IEnumerable<string> Problems()
    {
        if (Server is null && Store is null)
        {
            yield return "Setting ConnectionStrings:server: missing. Fix: give the connection string of the database server's administrator, or Mesh:Setup:Buckets for an object store alone.";
        }

        if (Server is null && Store is not null && Roles.Names.Count > 0)
        {
            yield return "Setting ConnectionStrings:server: missing. Fix: give the connection string of the database server's administrator, or leave out Mesh:Postgres:Databases for an object store alone.";
        }

        if (Server is not null && Roles.Names.Count == 0)
        {
            yield return "Setting Mesh:Postgres:Databases: missing. Fix: give Mesh:Postgres:Databases:<role>:Password, or PrincipalId for an identity, for each service and domain with a database.";
        }

        foreach (string problem in Server is null ? [] : Roles.Problems())
        {
            yield return problem;
        }

        foreach (string problem in Store?.Problems() ?? [])
        {
            yield return problem;
        }

        if (Users is not null && Store?.Storage.IsAzureBlob == true)
        {
            yield return "Setting Mesh:Setup:Store: a storage account has no users. Fix: leave it out with Mesh:Setup:Keys, and give the services' identities their roles, as docs/storage.md says.";
            yield break;
        }

        foreach (string problem in Users is null ? [] : Users.Problems().Concat(Users.IsMinio ? MinioSettings.Problems(Users) : []))
        {
            yield return problem;
        }
    }
}
