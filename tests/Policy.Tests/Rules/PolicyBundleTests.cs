using MeshStarter.Policy.Registration;
using MeshStarter.Policy.Rules;
using MeshStarter.Policy.Tests.Cases;

namespace MeshStarter.Policy.Tests.Rules;

public sealed class PolicyBundleTests
{
    private const string Good = "- { id: r, description: d, effect: permit, actions: [read], when: everyone }";

    [Fact]
    public void Default_bundle_is_read() => Assert.Equal("1.0.0", DecisionCases.Bundle.Version);

    [Theory]
    [InlineData("", 30)]
    [InlineData("evolution: { notice: 2 weeks }", 14)]
    public void Notice_is_thirty_days_where_the_bundle_does_not_say(string evolution, int days) =>
        Assert.Equal(TimeSpan.FromDays(days), PolicyBundle.Parse(Bundles.Yaml(Good) + evolution, "bundle.yaml").Evolution.Notice);

    [Theory]
    [InlineData("evolution: { notice: soon }", "evolution.notice: duration.form: \"soon\" is not a duration. Fix: Write a whole number and a unit (seconds, minutes, hours, days or weeks), such as \"5 minutes\".")]
    [InlineData("evolution: { }", "evolution.notice: key.missing: The key notice is missing. Fix: Say how long consumers have, such as \"notice: 30 days\".")]
    [InlineData("evolution: { notice: 2 weeks, grace: 1 day }", "evolution.grace: key.unknown: The key \"grace\" is not known here. Fix: Use one of notice.")]
    public void Wrong_evolution_is_one_issue(string evolution, string expected) =>
        Assert.EndsWith(expected, Assert.Single(Assert.Throws<PolicyFormatException>(() => PolicyBundle.Parse(Bundles.Yaml(Good) + evolution, "bundle.yaml")).Issues).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("- { description: d, effect: permit, actions: [read], when: everyone }", "access[0].id: key.missing: The key id is missing. Fix: Give the rule a short name such as \"id: personal-data-masked\".")]
    [InlineData("- { id: R 1, description: d, effect: permit, actions: [read], when: everyone }", "access[0].id: rule.id: \"R 1\" is not a rule's id. Fix: Write lower-case words joined by hyphens, such as personal-data-masked, of at most 63 characters.")]
    [InlineData("- { id: r, effect: permit, actions: [read], when: everyone }", "access[0].description: key.missing: The key description is missing. Fix: Say in a sentence what the rule is for; readers who are refused see it.")]
    [InlineData("- { id: r, description: d, actions: [read], when: everyone }", "access[0].effect: key.missing: The key effect is missing. Fix: Use one of {effects}.")]
    [InlineData("- { id: r, description: d, effect: , when: everyone, keep: { column: state } }", "access[0].effect: key.missing: The key effect is missing. Fix: Use one of {effects}.")]
    [InlineData("- { id: r, description: d, effect: allow, actions: [read], when: everyone }", "access[0].effect: value.unknown: \"allow\" is not an effect. Fix: Use one of {effects}.")]
    [InlineData("- { id: r, description: d, effect: permit, when: everyone }", "access[0].actions: key.missing: The rule names no action. Fix: Name some of discover, read, read_raw, register, operate, audit.")]
    [InlineData("- { id: r, description: d, effect: permit, actions: [], when: everyone }", "access[0].actions: key.missing: The rule names no action. Fix: Name some of discover, read, read_raw, register, operate, audit.")]
    [InlineData("- { id: r, description: d, effect: permit, actions: [raed], when: everyone }", "access[0].actions[0]: value.unknown: \"raed\" is not known here. Fix: Did you mean read? Use one of discover, read, read_raw, register, operate, audit.")]
    [InlineData("- { id: r, description: d, effect: permit, actions: [read] }", "access[0].when: key.missing: The rule does not say when it applies. Fix: Write \"when: everyone\", or terms such as \"when: { roles: [auditor] }\".")]
    [InlineData("- { id: r, description: d, effect: permit, actions: [read], when: anyone }", "access[0].when: value.type: The text \"anyone\" is here where keys are expected. Fix: Write \"everyone\", terms such as \"{ roles: [auditor] }\", or a list of terms of which one must hold.")]
    [InlineData("- { id: r, description: d, effect: permit, actions: [read], when: {} }", "access[0].when: condition.empty: The condition says nothing. Fix: Write \"everyone\", terms such as \"{ roles: [auditor] }\", or a list of terms of which one must hold.")]
    [InlineData("- { id: r, description: d, effect: permit, actions: [read], when: [] }", "access[0].when: condition.empty: The condition says nothing. Fix: Write \"everyone\", terms such as \"{ roles: [auditor] }\", or a list of terms of which one must hold.")]
    [InlineData("- { id: r, description: d, effect: permit, actions: [read], when: { roles: [] } }", "access[0].when.roles: condition.empty: The key roles says nothing. Fix: Give it a value, or remove it.")]
    [InlineData("- { id: r, description: d, effect: permit, actions: [read], when: { roles: } }", "access[0].when.roles: condition.empty: The key roles says nothing. Fix: Give it a value, or remove it.")]
    [InlineData("- { id: r, description: d, effect: permit, actions: [read], when: { role: [a] } }", "access[0].when.role: key.unknown: The key \"role\" is not known here. Fix: Did you mean roles?")]
    [InlineData("- { id: r, description: d, effect: permit, actions: [read], when: { roles: a } }", "access[0].when.roles: value.type: The text \"a\" is here where a list is expected. Fix: Write a list such as [a, b].")]
    [InlineData("- { id: r, description: d, effect: permit, actions: [read], when: { classification: [secret] } }", "access[0].when.classification[0]: value.unknown: \"secret\" is not known here. Fix: Use one of public, internal, confidential, restricted.")]
    [InlineData("- { id: r, description: d, effect: permit, actions: [read], when: { products: [orders] } }", "access[0].when.products[0]: value.form: \"orders\" is not a product's name, which is \"domain.product\". Fix: Write domain.product, such as orders.orders.")]
    [InlineData("- { id: r, description: d, effect: permit, actions: [read], when: { domains: [Orders] } }", "access[0].when.domains[0]: value.form: The domain \"Orders\" does not begin with a lower-case letter. Fix: Write a domain's name.")]
    [InlineData("- { id: r, description: d, effect: permit, actions: [read], when: { own_domain: maybe } }", "access[0].when.own_domain: value.type: \"maybe\" is neither true nor false. Fix: Write true or false, without quotes.")]
    [InlineData("- { id: r, description: d, effect: permit, actions: [read], when: everyone, unless: [{ column_tags: [PII] }] }", "access[0].unless[0].column_tags[0]: value.form: \"PII\" is not a tag. Fix: Write lower-case words joined by dots, such as pii.email.")]
    [InlineData("- { id: r, description: d, effect: permit, actions: [read], when: everyone, mask: hash }", "access[0].mask: key.unknown: The key \"mask\" is not known here. Fix: Use one of id, description, from, grace, when, unless, examples, effect, actions.")]
    [InlineData("- { id: r, description: d, effect: mask, when: everyone, mask: redact }", "access[0].columns: key.missing: The rule does not say which columns it masks. Fix: Write \"columns: { tags: [pii] }\" or \"columns: { names: [email] }\".")]
    [InlineData("- { id: r, description: d, effect: mask, when: everyone, mask: redact, columns: {} }", "access[0].columns: condition.empty: The rule masks no column. Fix: Write \"columns: { tags: [pii] }\" or \"columns: { names: [email] }\".")]
    [InlineData("- { id: r, description: d, effect: mask, when: everyone, columns: { tags: [pii] } }", "access[0].mask: key.missing: The key mask is missing. Fix: Write \"mask: redact\" or \"mask: { kind: partial, show_last: 4 }\".")]
    [InlineData("- { id: r, description: d, effect: mask, when: everyone, columns: { tags: [pii] }, mask: redcat }", "access[0].mask: value.unknown: \"redcat\" is not a mask. Fix: Did you mean redact? Use one of nullify, redact, constant, hash, year, bucket, partial.")]
    [InlineData("- { id: r, description: d, effect: mask, when: everyone, columns: { tags: [pii] }, mask: partial }", "access[0].mask: mask.show_last: The mask partial does not say how many characters it shows. Fix: Write \"mask: { kind: partial, show_last: 4 }\", with 1 to 8, or \"mask: { kind: partial, as: email }\".")]
    [InlineData("- { id: r, description: d, effect: mask, when: everyone, columns: { tags: [pii] }, mask: { kind: partial, show_last: 9 } }", "access[0].mask.show_last: mask.show_last: The mask partial does not say how many characters it shows. Fix: Write \"mask: { kind: partial, show_last: 4 }\", with 1 to 8, or \"mask: { kind: partial, as: email }\".")]
    [InlineData("- { id: r, description: d, effect: mask, when: everyone, columns: { tags: [pii] }, mask: { kind: hash, show_last: 4 } }", "access[0].mask.show_last: key.unknown: The key \"show_last\" is not known here. Fix: Use one of kind.")]
    [InlineData("- { id: r, description: d, effect: mask, when: everyone, columns: { tags: [pii] }, mask: { kind: partial, as: mail } }", "access[0].mask.as: value.unknown: \"mail\" is not known here. Fix: Did you mean email? Use one of email, phone, card, postcode.")]
    [InlineData("- { id: r, description: d, effect: mask, when: everyone, columns: { tags: [pii] }, mask: { kind: partial, as: email, show_last: 4 } }", "access[0].mask.show_last: mask.both: The mask partial says how many characters it shows and what the text is. Fix: Keep show_last or as.")]
    [InlineData("- { id: r, description: d, effect: mask, when: everyone, columns: { tags: [pii] }, mask: { kind: bucket, size: 0 } }", "access[0].mask.size: mask.size: The mask bucket does not say how large a bucket is. Fix: Write \"mask: { kind: bucket, size: 10 }\", with a whole number.")]
    [InlineData("- { id: r, description: d, effect: mask, when: everyone, columns: { tags: [pii] }, mask: constant }", "access[0].mask: mask.value: The mask constant does not say which value takes the place of others. Fix: Write \"mask: { kind: constant, value: unknown }\".")]
    [InlineData("- { id: r, description: d, effect: filter, when: everyone }", "access[0].keep: key.missing: The rule does not say which rows it keeps. Fix: Write \"keep: { column: customer_state, values: [SP, RJ] }\", or \"keep: { column: customer_state, claim: region }\".")]
    [InlineData("- { id: r, description: d, effect: filter, when: everyone, keep: { column: state, values: [] } }", "access[0].keep.values: condition.empty: The key values says nothing. Fix: Give it a value, or remove it.")]
    [InlineData("- { id: r, description: d, effect: filter, when: everyone, keep: { column: state } }", "access[0].keep: key.missing: The rule does not say which values it keeps. Fix: Write \"keep: { column: customer_state, values: [SP, RJ] }\", or \"keep: { column: customer_state, claim: region }\".")]
    [InlineData("- { id: r, description: d, effect: filter, when: everyone, keep: { values: [a] } }", "access[0].keep.column: key.missing: The key column is missing. Fix: Name the column whose value decides.")]
    [InlineData("- permit", "access[0]: value.type: The text \"permit\" is here where keys are expected. Fix: Write a rule with id, description and what it does.")]
    public void Rule_with_one_mistake_gives_one_issue(string rule, string expected) =>
        Assert.Equal([$"bundle.yaml:3: {expected.Replace("{effects}", string.Join(", ", AccessRuleKinds.All), StringComparison.Ordinal)}"], Issues(Bundles.Yaml(rule)));

    [Fact]
    public void All_mistakes_are_reported_at_once() => Assert.Equal(
        [
            "bundle.yaml:1: version: key.missing: The key version is missing. Fix: Give the bundle a version; raise it with every change.",
            "bundle.yaml:1: registration: key.missing: The key registration is missing. Fix: Write \"registration: []\" if there is no such rule.",
            "bundle.yaml:3: access[1]: rule.duplicate: The rule \"r\" is in line 2 already. Fix: Give each rule an id of its own.",
            "bundle.yaml:4: acces: key.unknown: The key \"acces\" is not known here. Fix: Did you mean access?",
        ],
        Issues($"access:\n  {Good}\n  {Good}\nacces: []\n"));

    [Theory]
    [InlineData("- { id: l, description: d, check: owner_email }", "registration[0].severity: key.missing: The rule does not say how severe it is. Fix: Write \"severity: error\" or \"severity: warning\".")]
    [InlineData("- { id: l, description: d, severity: error }", "registration[0].check: key.missing: The key check is missing. Fix: Use one of {checks}.")]
    [InlineData("- { id: l, description: d, severity: error, check: owner_mail }", "registration[0].check: value.unknown: \"owner_mail\" is not a check. Fix: Did you mean owner_email? Use one of {checks}.")]
    [InlineData("- { id: l, description: d, severity: error, check: reserved_domains, names: [] }", "registration[0].names: key.missing: The key names is missing or empty. Fix: Write \"names: [mesh, catalog]\".")]
    [InlineData("- { id: l, description: d, severity: error, check: personal_data, words: [email] }", "registration[0].unless_tagged: key.missing: The key unless_tagged is missing. Fix: Name the tag that says a column is no personal data: \"unless_tagged: not_personal\".")]
    [InlineData("- { id: l, description: d, severity: error, check: retention_stated }", "registration[0].classification: key.missing: The key classification is missing or empty. Fix: Write \"classification: [confidential, restricted]\".")]
    [InlineData("- { id: l, description: d, severity: error, check: examples, words: [a] }", "registration[0].words: key.unknown: The key \"words\" is not known here. Fix: Use one of id, description, from, grace, severity, check, examples.")]
    public void Registration_rule_with_one_mistake_gives_one_issue(string rule, string expected) =>
        Assert.Equal([$"bundle.yaml:4: {expected.Replace("{checks}", string.Join(", ", RegistrationRuleKinds.All), StringComparison.Ordinal)}"], Issues($"version: 1\naccess: []\nregistration:\n  {rule}\n"));

    [Theory]
    [InlineData("yes", "declassify: value.type: The text \"yes\" is here where keys are expected. Fix: Write \"{ product: orders.orders, version: 1.1.0, columns: [city], reason: No person is found by it }\".")]
    [InlineData("[{ version: 1.1.0, reason: r }]", "declassify[0].product: key.missing: The key product is missing. Fix: Write \"product: domain.product\".")]
    [InlineData("{ product: orders, version: 1.1.0, reason: r }", "declassify.product: value.form: \"orders\" is not a product's name, which is \"domain.product\". Fix: Write domain.product, such as orders.orders.")]
    [InlineData("{ product: orders.orders, reason: r }", "declassify.version: key.missing: The key version is missing. Fix: Name the version that declares less, such as \"version: 1.1.0\".")]
    [InlineData("{ product: orders.orders, version: one, reason: r }", "declassify.version: version.form: \"one\" is not a version. Fix: Write major.minor.patch, such as 1.1.0.")]
    [InlineData("{ product: orders.orders, version: 1.1.0 }", "declassify.reason: key.missing: The key reason is missing. Fix: Say why the data no longer needs it; the reason is what people agreed on.")]
    [InlineData("{ product: orders.orders, version: 1.1.0, columns: [], reason: r }", "declassify.columns: declassify.columns: The entry names no column. Fix: Name the columns whose tags are approved to be gone, or leave the key out to approve the product's classification.")]
    [InlineData("{ product: orders.orders, version: 1.1.0, columns: , reason: r }", "declassify.columns: declassify.columns: The entry names no column. Fix: Name the columns whose tags are approved to be gone, or leave the key out to approve the product's classification.")]
    [InlineData("{ product: orders.orders, version: 1.1.0, columns: city, reason: r }", "declassify.columns: value.type: The text \"city\" is here where a list is expected. Fix: Write a list such as [a, b].")]
    [InlineData("{ product: orders.orders, version: 1.1.0, column: [city], reason: r }", "declassify.column: key.unknown: The key \"column\" is not known here. Fix: Did you mean columns?")]
    public void Approval_with_one_mistake_gives_one_issue(string entry, string expected) =>
        Assert.Equal([$"bundle.yaml:4: {expected}"], Issues($"version: 1\naccess: []\nregistration: []\ndeclassify: {entry}\n"));

    [Fact]
    public void Malformed_yaml_is_one_issue_with_its_line() =>
        Assert.Equal("yaml.syntax", Assert.Single(Assert.Throws<PolicyFormatException>(() => PolicyBundle.Parse("version: 1\naccess: [\n", "bundle.yaml")).Issues).Rule);

    private static string[] Issues(string yaml)
    {
        var refused = Assert.Throws<PolicyFormatException>(() => PolicyBundle.Parse(yaml, "bundle.yaml"));
        Assert.Equal(string.Join('\n', refused.Issues), refused.Message);
        return [.. refused.Issues.Select(issue => issue.ToString())];
    }
}
