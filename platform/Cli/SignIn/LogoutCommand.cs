using System.CommandLine;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;
using MeshStarter.Cli.Remote.Tokens;

namespace MeshStarter.Cli.SignIn;

/// <summary><c>mesh logout</c>: ends the sign-in at the issuer, where it can, and deletes the tokens.</summary>
internal static class LogoutCommand
{
    public static Command Create()
    {
        var format = FormatOption.OfOne();
        var options = new MeshOptions();
        var command = new Command("logout", "End the sign-in of mesh login: at the mesh's issuer where it can, and here") { format };
        options.AddMeshTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var file = SignInFile.Of(options.Location(result));
            var mesh = SignInFile.Name(file.Mesh);
            if (!file.Exists)
            {
                await FormatOption.WriteJsonAsync(result, format, new { mesh, WasSignedIn = false, IsRevoked = false });
                await Console.Error.WriteLineAsync($"Not signed in at {mesh}.");
                return CliExitCodes.Success;
            }

            StoredSignIn? signIn;
            using (await file.LockAsync(TimeProvider.System, cancellationToken))
            {
                signIn = file.ReadLast();
                file.Delete();
            }

            var notRevoked = signIn is null ? "its file could not be read" : await RevokeAsync(signIn, file.Mesh, cancellationToken);
            await FormatOption.WriteJsonAsync(result, format, new { mesh, WasSignedIn = true, IsRevoked = notRevoked is null });
            await Console.Error.WriteLineAsync(notRevoked is null ? $"Signed out at {mesh}." : $"Signed out at {mesh} on this machine; {notRevoked}, and its token ends by itself.");
            return CliExitCodes.Success;
        });
        return command;
    }

    // Returns why the token is not revoked; null where it is.
    private static async Task<string?> RevokeAsync(StoredSignIn signIn, Uri address, CancellationToken cancellationToken)
    {
        if (signIn.RefreshToken is not { } token)
        {
            return "the issuer gave no token that can be revoked";
        }

        var mesh = SignInFile.Name(address);
        using var http = MeshHttp.Create();
        try
        {
            var provider = await Provider.FindAsync(http, signIn.Issuer, address, cancellationToken);
            if (!provider.Revokes)
            {
                return "the issuer has no revocation";
            }

            await provider.RevokeAsync(signIn.ClientId, token, cancellationToken);
            return null;
        }
        catch (CliException failed)
        {
            throw new CliException(failed.ExitCode, $"Signed out at {mesh} on this machine, and not at its issuer, where the sign-in ends by itself: {failed.Message}", failed);
        }
        catch (ProviderRefusedException refused)
        {
            throw new CliException(CliExitCodes.Failed, $"Signed out at {mesh} on this machine, and not at its issuer, where the sign-in ends by itself: {refused.Message}.", refused);
        }
    }
}
