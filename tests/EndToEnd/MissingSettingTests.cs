using System.Text.RegularExpressions;

namespace MeshStarter.EndToEnd;

/// <summary>A service that is started outside Development with nothing: it ends with one line that names what it misses, until it has all of it.</summary>
public sealed partial class MissingSettingTests : FolderTests
{
    private static readonly string[] OfAll = ["Mesh:Data", "Mesh:Identity:Audience", "Mesh:Identity:Authority"];
    private static readonly string[] OfClients = ["Mesh:Identity:ClientId", "Mesh:Identity:ClientSecret"];

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("platform/QueryProxy", "Mesh:Hash:Secret", "Mesh:Storage:Buckets", "services:catalog:http:0", "services:governance:http:0")]
    [InlineData("platform/Portal", "services:catalog:http:0", "services:governance:http:0", "services:query:http:0")]
    [InlineData("platform/Governance", "ConnectionStrings:database", "services:catalog:http:0")]
    [InlineData("platform/Catalog", "ConnectionStrings:database", "Mesh:Storage:Buckets", "Mesh:Storage:S3:AccessKey", "Mesh:Storage:S3:SecretKey", "services:governance:http:0")]
    [InlineData(
        "domains/Orders", "ConnectionStrings:database", "Mesh:Hash:Secret", "Mesh:PublicUrl", "Mesh:Storage:Bucket", "Mesh:Storage:S3:AccessKey", "Mesh:Storage:S3:SecretKey",
        "services:catalog:http:0", "services:governance:http:0")]
    public async Task Service_names_every_setting_that_it_misses(string project, params string[] expected)
    {
        var (requested, line) = await StartAsync(project, new(StringComparer.Ordinal));

        Assert.Equal(OfAll.Concat(OfClients).Concat(expected).Order(StringComparer.Ordinal), requested);
        // All is given, and this machine has no such server and no certificate.
        Assert.Matches("^(The database of ConnectionStrings:database does not let this service in|An address of this service begins with https, and there is no certificate)", line);
    }

    [Theory]
    [InlineData("platform/QueryProxy")]
    [InlineData("platform/Portal", "Mesh:Identity:ClientId", "Mesh:Identity:ClientSecret")]
    public async Task Service_with_an_identity_misses_no_client_but_that_at_which_users_sign_in(string project, params string[] expected)
    {
        string[] others = [.. OfAll, "Mesh:Hash:Secret", "Mesh:Storage:Buckets", "services:catalog:http:0", "services:governance:http:0", "services:query:http:0"];
        var settings = others.ToDictionary(setting => setting, Value, StringComparer.Ordinal);
        (settings["Mesh:Identity:Credential"], settings["AZURE_CLIENT_ID"]) = ("ManagedIdentity", "33333333-3333-3333-3333-333333333333");

        var (requested, _) = await StartAsync(project, settings);

        Assert.Equal(expected, requested);
    }

    [GeneratedRegex("Setting (?<setting>[A-Za-z0-9:]+) is missing", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Missing();

    // Starts it until it misses nothing.
    private async Task<(SortedSet<string> Requested, string Line)> StartAsync(string project, Dictionary<string, string> settings)
    {
        var requested = new SortedSet<string>(StringComparer.Ordinal);
        string line;
        for (line = await RefusedAsync(project, settings); Missing().Matches(line) is { Count: > 0 } missing; line = await RefusedAsync(project, settings))
        {
            foreach (var setting in missing.Select(match => match.Groups["setting"].Value))
            {
                Assert.True(settings.TryAdd(setting, Value(setting)), line);
                requested.Add(setting);
            }
        }

        return (requested, line);
    }

    private string Value(string setting) => setting switch
    {
        "Mesh:Data" => Data,
        "Mesh:Identity:Authority" => "https://login.example.com",
        "Mesh:Identity:Audience" => "orders",
        "ConnectionStrings:database" => "Host=127.0.0.1;Port=1;Database=none;Username=none;Password=none",
        "Mesh:Storage:Bucket" => "s3://mesh-orders",
        "Mesh:Storage:Buckets" => "s3://mesh-",
        _ when setting.StartsWith("services:", StringComparison.Ordinal) || setting == "Mesh:PublicUrl" => "https://mesh.example.com",
        _ => "0123456789abcdef0123456789abcdef",
    };

    private async Task<string> RefusedAsync(string project, Dictionary<string, string> settings)
    {
        // A developer's own certificate is in the home folder.
        var (exit, output, errors) = await ForeignProgram.AnswerAsync(
            "dotnet", [BuiltService.ProgramIn(Path.Combine(BuiltService.Repository, project))], folder: Folder.Path, environment:
            [
                new("ASPNETCORE_ENVIRONMENT", "Production"), new("ASPNETCORE_URLS", "https://127.0.0.1:0"), new("HOME", Folder.Path), new("Mesh__Database__StartTimeout", "00:00:00"),
                .. settings.Select(setting => KeyValuePair.Create(setting.Key.Replace(":", "__", StringComparison.Ordinal), (string?)setting.Value)),
            ],
            patience: TimeSpan.FromMinutes(2));
        Assert.True(exit == 1, $"{exit}: {errors} {output}");
        return Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
