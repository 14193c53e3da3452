using MeshStarter.QueryProxy.Tests.Proxy;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>The dialect over columns that rules mask.</summary>
[Collection(RulesCollection.Name)]
public sealed class DialectMaskTests(RuleKindTests.RulesFixture mesh)
{
    [Fact]
    public async Task Type_and_value_of_a_masked_uuid_are_read_together()
    {
        var answer = await mesh.Session(mesh.Analyst).RunAsync("SELECT typeof(id), id FROM orders.hashed");

        Assert.Equal("", answer.Message);
        Assert.Equal("uuid", answer.Rows[0][0]!.GetValue<string>());
        Assert.True(Guid.TryParse(answer.Rows[0][1]!.GetValue<string>(), out var id) && id != RuleKindTests.RulesFixture.Id);
    }

    [Fact]
    public async Task Hash_of_a_text_is_that_of_its_bytes()
    {
        var session = mesh.Session(mesh.Analyst);

        Assert.Equal("FUNCTION_NOT_FOUND", (await session.RunAsync("SELECT sha256('ana@example.com')")).ErrorName);
        Assert.Matches("^[0-9a-f]{64}$", (await session.RunAsync("SELECT lower(to_hex(sha256(to_utf8('ana@example.com'))))")).Rows[0][0]!.GetValue<string>());
    }
}
