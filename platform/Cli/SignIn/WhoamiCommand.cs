using System.CommandLine;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Texts;
using MeshStarter.Contracts.Tokens;

namespace MeshStarter.Cli.SignIn;

/// <summary><c>mesh whoami</c>: shows whose token commands send, and until when it is valid. The token is read, and not verified.</summary>
internal static class WhoamiCommand
{
    public static Command Create()
    {
        var format = FormatOption.OfOne();
        return new MeshCommand("whoami", "Show whose token commands send: subject, domain, roles and until when, as the token has them") { format }.Run(async (result, mesh, cancellationToken) =>
        {
            var claims = TokenText.Claims(await mesh.OwnTokenAsync(cancellationToken))
                ?? throw new CliException(CliExitCodes.Failed, $"{mesh.TokenSource}: the token has no claims that can be read here. The services of the mesh may still accept it.");
            return await WriteAsync(Read(claims, mesh.TokenSource), FormatOption.IsJson(result, format));
        });
    }

    private static async Task<int> WriteAsync(Caller caller, bool asJson)
    {
        await Console.Out.WriteLineAsync(asJson
            ? JsonSerializer.Serialize(caller, MeshJson.Options)
            : string.Join('\n', Lines(caller).Select(line => $"{line.Name}\t{(line.Text is { Length: > 0 } text ? VisibleText.Line(text) : "-")}")));
        if (caller.Until <= TimeProvider.System.GetUtcNow().UtcDateTime)
        {
            await Console.Error.WriteLineAsync("The token has expired.");
            return CliExitCodes.Denied;
        }

        if (caller is { Domain: null, Roles: [] })
        {
            await Console.Error.WriteLineAsync("The token has no domain and no roles of its own. A mesh may give some by the token's groups.");
        }

        return CliExitCodes.Success;
    }

    private static IEnumerable<(string Name, string? Text)> Lines(Caller caller) =>
    [
        ("subject", caller.Subject),
        ("domain", caller.Domain),
        ("roles", string.Join(", ", caller.Roles)),
        ("until", caller.Until is { } until ? Moment.Of(new DateTimeOffset(until)) : null),
        ("issuer", caller.Issuer),
        ("audiences", string.Join(", ", caller.Audiences)),
        ("by", caller.By),
    ];

    private static Caller Read(JsonElement claims, string source) =>
        new(Text(claims, "sub"), Text(claims, "domain"), Texts(claims, "roles"), Time(claims, "exp"), Text(claims, "iss"), Texts(claims, "aud"), source);

    private static string? Text(JsonElement claims, string name) => claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // One text, or a list of them.
    private static IReadOnlyList<string> Texts(JsonElement claims, string name) =>
        !claims.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.String ? [value.GetString()!]
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)]
        : [];

    private static DateTime? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is > 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime
            : null;

    private sealed record Caller(string? Subject, string? Domain, IReadOnlyList<string> Roles, DateTime? Until, string? Issuer, IReadOnlyList<string> Audiences, string By);
}
