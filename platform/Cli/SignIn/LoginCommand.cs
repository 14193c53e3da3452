using System.CommandLine;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;
using MeshStarter.Cli.Remote.Tokens;
using MeshStarter.Contracts.Texts;
using MeshStarter.Contracts.Tokens;

namespace MeshStarter.Cli.SignIn;

/// <summary><c>mesh login</c>: signs in at the mesh's issuer, in a browser on any machine, and stores the tokens.</summary>
internal static class LoginCommand
{
    // The scope of a mesh that sets none: an ID token, and a token for the next tokens.
    private const string UsualScope = "openid profile offline_access";

    public static Command Create()
    {
        var format = FormatOption.OfOne();
        var options = new MeshOptions();
        var command = new Command("login", "Sign in at the mesh's issuer: shows an address and a code for a browser, and waits") { format };
        options.AddMeshTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var location = options.Location(result);
            var file = SignInFile.Of(location);
            using var http = MeshHttp.Create();
            var signIn = await SignInAsync(http, location, cancellationToken);
            using (await file.LockAsync(TimeProvider.System, cancellationToken))
            {
                file.Write(signIn.Stored);
            }

            var mesh = SignInFile.Name(location.Address);
            await FormatOption.WriteJsonAsync(result, format, new { mesh, name = signIn.Name, issuer = signIn.Stored.Issuer });
            await Console.Error.WriteLineAsync($"Signed in as {VisibleText.Line(signIn.Name)} at {mesh}.");
            if (MeshOptions.FirstVariable() is { } variable)
            {
                await Console.Error.WriteLineAsync($"{variable} is set, and comes before this sign-in.");
            }

            return CliExitCodes.Success;
        });
        return command;
    }

    private static async Task<(StoredSignIn Stored, string Name)> SignInAsync(HttpClient http, MeshLocation location, CancellationToken cancellationToken)
    {
        var document = await location.ReadAsync(http, cancellationToken);
        if (document is not { Issuer: { } issuer, ClientId: { } client })
        {
            throw new CliException(
                CliExitCodes.Failed,
                $"{SignInFile.Name(location.Address)} names no {(document.Issuer is null ? "issuer" : "client for command lines")}, so no one signs in here. Its operator sets {(document.Issuer is null ? "Mesh:Identity:Authority" : "Mesh:SignIn:CommandLineClientId")}; until then set {MeshOptions.TokenVariable} to an access token.");
        }

        var provider = await Provider.FindAsync(http, issuer, location.Address, cancellationToken);
        try
        {
            var begun = await provider.BeginAsync(client, document.SignIn?.Scope ?? UsualScope, cancellationToken);
            await ShowAsync(begun);
            var answer = await new DeviceWait(provider, client, TimeProvider.System).RunAsync(begun, cancellationToken);
            var stored = new StoredSignIn(
                StoredSignIn.CurrentVersion, issuer, client, document.SignIn, answer.RefreshToken, answer.StoredAt(TimeProvider.System.GetUtcNow()), new Dictionary<string, StoredToken>(StringComparer.Ordinal));
            return (stored, NameOf(answer));
        }
        catch (ProviderRefusedException refused)
        {
            throw new CliException(CliExitCodes.Denied, $"{issuer} does not sign in client {client}: {refused.Message}.", refused);
        }
    }

    private static async Task ShowAsync(DeviceAuthorization begun)
    {
        var address = VisibleText.Line(begun.VerificationUri);
        await Console.Error.WriteLineAsync($"Open {address} in a browser, on any machine, and enter the code {VisibleText.Line(begun.UserCode)}");
        if (begun.VerificationUriComplete is { Length: > 0 } whole)
        {
            await Console.Error.WriteLineAsync($"or open {VisibleText.Line(whole)}");
        }
    }

    // The ID token came from the issuer itself, and names the person for a message alone.
    private static string NameOf(TokenAnswer answer)
    {
        var claims = answer.IdToken is { } identity ? TokenText.Claims(identity) : TokenText.Claims(answer.AccessToken);
        return claims is { } read
            ? new[] { "preferred_username", "name", "sub" }.Select(name => read.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null).FirstOrDefault(name => name is { Length: > 0 }) ?? "a person without a name"
            : "a person without a name";
    }
}
