namespace MeshStarter.Setup.Tests;

/// <summary>Roles and databases on the machine's PostgreSQL, and what needs none.</summary>
[Collection(PlainServerCollection.Name)]
public sealed class DatabaseSetupTests(ServerWithoutCommitTimes server) : DatabaseSetupContract(server)
{
    [Theory]
    [InlineData("", "Setting ConnectionStrings:server: missing.")]
    [InlineData("Host=127.0.0.1", "Setting ConnectionStrings:server: it has no Host or no Username.")]
    [InlineData("Colour=blue", "Setting ConnectionStrings:server: ")]
    [InlineData("Host=127.0.0.1;Port=1;Username=postgres", "Setting ConnectionStrings:server: 127.0.0.1:1 did not answer within 0.2 s: ")]
    public async Task Server_that_cannot_be_reached_is_named_in_one_line(string connection, string line) => AssertRefused(line, await SetupProgram.CallAsync(
        ("ConnectionStrings:server", connection), ("Mesh:Postgres:Databases:orders:Password", "orders-0001"), ("Mesh:Database:StartTimeout", "00:00:00.2")));

    [Theory]
    [InlineData("Host=127.0.0.1;Username=postgres;Password=first;quokka")]
    [InlineData("Host=127.0.0.1;Username=postgres;Password=first;quokka=second")]
    [InlineData("Host=127.0.0.1;Username=postgres;Password=first;Port=quokka")]
    public async Task Part_of_a_password_that_cannot_be_read_is_not_written_out(string connection)
    {
        var refused = await SetupProgram.CallAsync(("ConnectionStrings:server", connection), ("Mesh:Postgres:Databases:orders:Password", "orders-0001"));

        AssertRefused("Setting ConnectionStrings:server: it is no PostgreSQL connection string.", refused);
        Assert.DoesNotContain("quokka", refused.Errors, StringComparison.OrdinalIgnoreCase);
    }
}

[CollectionDefinition(Name)]
public sealed class PlainServerCollection : ICollectionFixture<ServerWithoutCommitTimes>
{
    public const string Name = "plain server";
}
