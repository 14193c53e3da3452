using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Changes;
using MeshStarter.Policy.Registration;
using MeshStarter.Policy.Rules;
using MeshStarter.Policy.Tests.Cases;

namespace MeshStarter.Policy.Tests.Changes;

public sealed class PolicyChangeTests
{
    private const string Small = """
        # The rules.
        version: 1.2.3 # of a test
        description: for a test

        access:
          # Everyone reads.
          - id: open
            description: Everyone reads.
            effect: permit
            actions: [discover, read]
            when: everyone

          # The last one.
          - { id: closed, description: "No: one", effect: deny, actions: [read], when: { roles: [guest] } }

        registration: []

        """;

    [Fact]
    public void Rules_are_added_changed_and_removed_and_the_rest_stays_as_it_is_written()
    {
        var change = PolicyChange.Parse(
            """
            reason: r
            remove: [closed]
            change:
              - { id: open, description: "Everyone: finds", effect: permit, actions: [discover], when: everyone }
            add:
              - id: described
                description: Readers understand it.
                check: descriptions
                severity: warning
              - id: masked
                description: Personal data is masked.
                effect: mask
                columns: { tags: [pii.email] }
                mask: { kind: partial, show_last: 4 }
                when: [{ roles: ["true"] }, { own_domain: false }]
            set: { voting: { quorum: 60%, seats: [orders, security] } }
            """,
            "p");

        var text = change.Apply(Small.ReplaceLineEndings("\n"));

        Assert.Equal(
            """
            # The rules.
            version: 1.2.4 # of a test
            description: for a test

            access:
              # Everyone reads.
              - id: open
                description: "Everyone: finds"
                effect: permit
                actions: [discover]
                when: everyone

              - id: masked
                description: Personal data is masked.
                effect: mask
                columns: { tags: [pii.email] }
                mask: { kind: partial, show_last: 4 }
                when: [{ roles: ["true"] }, { own_domain: false }]

            registration:

              - id: described
                description: Readers understand it.
                check: descriptions
                severity: warning

            voting: { quorum: 60%, seats: [orders, security] }

            """.ReplaceLineEndings("\n"),
            text);
        var bundle = PolicyBundle.Parse(text, "p");
        Assert.Equal(("1.2.4", 60, 50), (bundle.Version, bundle.Voting.QuorumPercent, bundle.Voting.MajorityPercent));
        Assert.Equal(["orders", "security"], bundle.Voting.Seats);
    }

    [Fact]
    public void Rules_of_the_mesh_are_the_same_after_each_rule_is_written_again()
    {
        var text = DecisionCases.Text("mesh.yaml");
        var before = PlainWords.Of(text);

        foreach (var rule in before)
        {
            var changed = PolicyChange.Parse($"reason: r\nchange:\n{rule.Yaml}\n", "p").Apply(text);
            Assert.Equal(before, PlainWords.Of(changed));
            _ = PolicyBundle.Parse(changed, "p");
        }

        Assert.Equal(26, before.Count);
        Assert.Equal("Permits to discover, read, read_raw: public, internal products.", before.Single(rule => rule.Id == "open-products-are-read-by-all").Words);
    }

    [Theory]
    [InlineData("Guests stay out 🚫, by \"law\": § 3 #2")]
    [InlineData("C:\\guests\tout\a\u2028é")]
    public void Text_of_any_characters_is_the_same_after_its_rule_is_written_again(string text)
    {
        var change = $"reason: r\nchange:\n  - {{ id: closed, description: {YamlOf(text)}, effect: deny, actions: [read], when: {{ roles: [guest] }} }}\n";
        var once = PolicyChange.Parse(change, "p").Apply(Small.ReplaceLineEndings("\n"));
        var written = PlainWords.Of(once).Single(rule => rule.Id == "closed");

        var twice = PolicyChange.Parse($"reason: r\nchange:\n{written.Yaml}\n", "p").Apply(once);

        Assert.Equal(text, written.Description);
        Assert.Equal(written, PlainWords.Of(twice).Single(rule => rule.Id == "closed"));

        // By YAML's escapes of eight digits, 5.7.
        static string YamlOf(string text) => $"\"{string.Concat(text.EnumerateRunes().Select(rune => $"\\U{rune.Value:X8}"))}\"";
    }

    [Theory]
    [InlineData("owner-can-be-reached", "The owner is an e-mail address. Otherwise the product is refused.")]
    [InlineData("things-are-described", "The description of the product has 5 words or more, and that of a column says more than its name. Otherwise there is a warning.")]
    [InlineData("sensitive-data-expires", "A retention is stated for confidential, restricted products. Otherwise the product is refused.")]
    [InlineData("promises-have-a-floor", "The product promises completeness of 99% or more. Otherwise the product is refused.")]
    [InlineData("keys-are-shared", "Columns have the type that is agreed on for their name: order_id UUID, customer_id UUID, product_id UUID. Otherwise there is a warning.")]
    public void Registration_rule_of_the_mesh_is_a_sentence_about_products(string id, string words) =>
        Assert.Equal(words, PlainWords.Of(DecisionCases.Text("mesh.yaml")).Single(rule => rule.Id == id).Words);

    [Theory]
    [InlineData("reason: r", "The proposal changes nothing")]
    [InlineData("reason: r\nremove: [closed]\nrollback: 1", "of several kinds")]
    [InlineData("remove: [closed]\neffective_from: soon", "is no time")]
    [InlineData("change: [{ description: d }]", "The key id is missing")]
    [InlineData("remove: [closed]\nvoting: {}", "The key \"voting\" is not known here")]
    [InlineData("rollback: 0", "is no number of a version")]
    [InlineData("reason: (Say why the mesh needs this rule)\nremove: [closed]", "p:1: reason: reason.placeholder: The reason is still the text of the template. Fix: Write why the mesh needs the change")]
    public void Change_with_a_mistake_is_refused(string yaml, string message) =>
        Assert.Contains(message, Assert.Throws<PolicyFormatException>(() => PolicyChange.Parse(yaml, "p")).Message, StringComparison.Ordinal);

    [Fact]
    public void Fault_of_a_rule_has_its_line_in_the_change()
    {
        const string Change = """
            reason: r
            set: { voting: { quorum: many } }
            add:
              - id: shut
                description: d
                efect: deny
                actions: [raed]
                when: everyone
              - { id: described, description: d, check: descriptions, severity: grave }
              - { id: named, description: d, chek: descriptions, severity: error, words: 5 }
            """;

        Assert.Equal(
            [
                "p:2: set.voting.quorum: voting.share: \"many\" is no share. Fix: Write a share from 1% to 100%, such as 60%.",
                $"p:4: add[0].effect: key.missing: The key effect is missing. Fix: Use one of {string.Join(", ", AccessRuleKinds.All)}.",
                "p:6: add[0].efect: key.unknown: The key \"efect\" is not known here. Fix: Did you mean effect?",
                "p:9: add[1].severity: value.unknown: \"grave\" is not known here. Fix: Use one of error, warning.",
                $"p:10: add[2].check: key.missing: The key check is missing. Fix: Use one of {string.Join(", ", RegistrationRuleKinds.All)}.",
                "p:10: add[2].chek: key.unknown: The key \"chek\" is not known here. Fix: Did you mean check?",
            ],
            Assert.Throws<PolicyFormatException>(() => PolicyChange.Parse(Change, "p")).Issues.Select(issue => $"{issue}"));
        Assert.Equal(
            "p:3: add[0]: rule.duplicate: There is a rule \"open\" already. Fix: Give each rule an id of its own, or change the rule that has it.",
            Assert.Throws<PolicyFormatException>(() => PolicyChange.Parse("reason: r\nadd:\n  - { id: open, description: d, effect: deny, actions: [read], when: everyone }\n", "p").Apply(Small)).Message);
    }

    [Fact]
    public void Fault_of_a_tightening_has_its_line_in_the_tightening() => Assert.Equal(
        [
            $"rules:2: [0].effect: key.missing: The key effect is missing. Fix: Use one of {string.Join(", ", AccessRuleKinds.All)}.",
            "rules:2: [0].efect: key.unknown: The key \"efect\" is not known here. Fix: Did you mean effect?",
        ],
        Assert.Throws<PolicyFormatException>(() => ServedPolicy.TighteningProblem("# Because of a leak.\n- { id: shut, description: d, efect: deny, actions: [read], when: everyone }", product: null)).Issues.Select(issue => $"{issue}"));

    [Fact]
    public void Tightenings_and_declassifications_are_served_alongside_the_version()
    {
        var served = ServedPolicy.Compose(
            Small,
            [("tightened-1-", "- { id: shut, description: d, effect: deny, actions: [read], when: { products: [a.b] } }")],
            ["{ product: a.b, version: 1.1.0, reason: \"Agreed: yes\" }"]);

        Assert.Equal(["open", "closed", "tightened-1-shut"], PlainWords.Of(served).Select(rule => rule.Id));
        _ = PolicyBundle.Parse(served, "p");
        Assert.Contains("declassify:\n  - { product: a.b, version: 1.1.0, reason: \"Agreed: yes\" }", served, StringComparison.Ordinal);
        Assert.Same(Small, ServedPolicy.Compose(Small, [], []));
    }

    [Fact]
    public void Id_of_a_tightening_leaves_room_for_the_name_that_comes_before_it()
    {
        var longest = new string('i', PolicyBounds.IdOfTightening);

        Assert.Null(ServedPolicy.TighteningProblem(Shut(longest), product: null));
        Assert.EndsWith(" has 41 characters, and one of a tightening at most 40: the tightening's name comes before it.", ServedPolicy.TighteningProblem(Shut(longest + "i"), product: null), StringComparison.Ordinal);
        _ = PolicyBundle.Parse(ServedPolicy.Compose(Small, [("tightened-0123456789ab-", Shut(longest))], []), "p");

        static string Shut(string id) => $"- {{ id: {id}, description: d, effect: deny, actions: [read], when: {{ products: [a.b] }} }}";
    }

    [Fact]
    public void Served_text_has_room_beyond_that_of_a_version()
    {
        var text = $"# {new string('x', YamlTree.MaxLength - Small.Length - 10)}\n{Small}";
        ServedPolicy.RequireRoom(text, "p");
        var served = ServedPolicy.Compose(text, [("tightened-1-", "- { id: shut, description: d, effect: deny, actions: [read], when: { products: [a.b] } }")], []);

        Assert.Throws<PolicyFormatException>(() => PolicyBundle.Parse(served, "p"));
        Assert.Equal(PlainWords.Of(text).Count + 1, PolicyBundle.ParseServed(served, "p").Access.Count);
    }

    [Theory]
    [InlineData("{ version: 1.0.0, access: [], registration: [] }")]
    [InlineData("version: 1.0.0\naccess: []\nregistration: []\n...\n")]
    public void Text_that_is_no_block_of_keys_has_no_room(string text) =>
        Assert.Contains("block of keys", Assert.Throws<PolicyFormatException>(() => ServedPolicy.RequireRoom(text, "p")).Message, StringComparison.Ordinal);

    [Fact]
    public void Mark_of_a_documents_begin_is_no_obstacle()
    {
        ServedPolicy.RequireRoom($"# The rules.\n---\n{Small}", "p");

        var served = ServedPolicy.Compose($"---\n{Small}", [("t-", "- { id: shut, description: d, effect: deny, actions: [read], when: { products: [a.b] } }")], []);
        Assert.Equal(3, PolicyBundle.ParseServed(served, "p").Access.Count);
    }

    [Fact]
    public void Rules_in_brackets_are_served_as_they_are_written()
    {
        const string Brackets =
            "version: 1.0.0\naccess: [{ id: open, description: d, effect: permit, actions: [read], when: everyone }]\nregistration: [{ id: person, description: d, check: accountable, severity: warning, examples: [{ expect: deny, descriptor: { accountable: ~ } }] }]\n";

        ServedPolicy.RequireRoom(Brackets, "p");

        var served = ServedPolicy.Compose(Brackets, [("t-", "- { id: shut, description: d, effect: deny, actions: [read], when: { products: [a.b] } }")], []);
        Assert.Contains("descriptor: { accountable: null }", served, StringComparison.Ordinal);
        Assert.Equal(["open", "t-shut", "person"], PlainWords.Of(served).Select(rule => rule.Id));
    }

    [Fact]
    public void Difference_of_texts_is_unified()
    {
        var before = string.Join('\n', Enumerable.Range(1, 20));
        var after = before.Replace("\n10\n", "\nten\n", StringComparison.Ordinal) + "\n21";

        Assert.Equal(
            "--- a\n+++ b\n@@ -7,7 +7,7 @@\n 7\n 8\n 9\n-10\n+ten\n 11\n 12\n 13\n@@ -18,3 +18,4 @@\n 18\n 19\n 20\n+21\n",
            TextDifference.Of(before, after, "a", "b"));
        Assert.Equal("", TextDifference.Of(before, before, "a", "b"));
        Assert.Equal("--- a\n+++ b\n@@ -1,0 +1,1 @@\n+x\n", TextDifference.Of("", "x", "a", "b"));
    }
}
