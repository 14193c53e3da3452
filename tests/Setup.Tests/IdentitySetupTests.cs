using Microsoft.AspNetCore.Http;

namespace MeshStarter.Setup.Tests;

/// <summary>Roles of identities on the machine's PostgreSQL, and what needs none.</summary>
[Collection(PlainServerCollection.Name)]
public sealed class IdentitySetupTests(ServerWithoutCommitTimes server) : IdentitySetupContract(server)
{
    [Fact]
    public async Task Platform_that_gives_no_token_is_named_in_one_line()
    {
        Identity.Answer = context => Results.StatusCode(400).ExecuteAsync(context);

        AssertRefused(
            $"Setting Mesh:Database:Credential: The platform gave no token of the managed identity {Identity.ClientId} for https://ossrdbms-aad.database.windows.net/.default: ",
            await SetUpAsync("Host=127.0.0.1;Port=1;Username=x", Principal("sales", Sales)));
    }

    [Theory]
    [InlineData("Mesh:Postgres:Databases:orders:PrincipalId", "orders", "Mesh:Postgres:Databases:orders:PrincipalId: \"orders\" is no GUID. Fix: give the object id of the identity, such as 9d8c7b6a-5f4e-4d3c-a2b1-00ff11ee22dd.")]
    [InlineData("Mesh:Postgres:Databases:orders:Password", "orders-0001", "Mesh:Postgres:Databases:orders:Password: there is a PrincipalId, too, and an identity has no password. Fix: leave one of them out.")]
    [InlineData("Mesh:Postgres:Databases:orders:MigrationPassword", "owner-0001", "Mesh:Postgres:Databases:orders:MigrationPassword: there is a PrincipalId, too, and an identity is one role. Fix: leave it out.")]
    [InlineData("Mesh:Database:Credential", "Token", "Setting Mesh:Database:Credential is \"Token\". Set it to ManagedIdentity, or leave it out for the password of ConnectionStrings:server.")]
    [InlineData("AZURE_CLIENT_ID", "setup", "Setting Mesh:Database:Credential is ManagedIdentity, and AZURE_CLIENT_ID is no GUID. Set AZURE_CLIENT_ID to the client id of the identity that the platform assigned to this process.")]
    [InlineData(
        "ConnectionStrings:server", "Host=127.0.0.1;Username=x;Password=hunter2",
        "Setting ConnectionStrings:server has a password, and Mesh:Database:Credential is ManagedIdentity: the identity's token is the password. Leave Password and Passfile out.")]
    public async Task Wrong_setting_is_refused_in_one_line(string setting, string value, string expected) =>
        Assert.Equal((1, "", expected + "\n"), await SetUpAsync("Host=127.0.0.1;Port=1;Username=x", Principal("orders", Sales), (setting, value)));
}
