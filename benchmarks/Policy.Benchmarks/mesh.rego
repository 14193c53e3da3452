# The access rules of platform/Governance/Policies/mesh.yaml, for Open Policy Agent: the same cases, the same answers.
package mesh

import rego.v1

answers := [answer | some each in input.cases; answer := decide(each)]

decide(each) := {"permit": count(permits(each)) > 0, "rules": permits(each) | masked_by(each), "masks": masks(each)}

permits(each) := {rule.id | some rule in rules; each.action in rule.actions; applies(rule, each.principal, data.products[each.product])}

rules := [
	{"id": "owner-uses-its-own", "actions": ["discover", "read", "read_raw", "operate", "audit"], "own_domain": true},
	{"id": "owner-registers-its-own", "actions": ["register"], "own_domain": true, "roles": ["service"]},
	{"id": "open-products-are-read-by-all", "actions": ["discover", "read", "read_raw"], "classification": ["public", "internal"]},
	{"id": "confidential-products-can-be-found", "actions": ["discover"], "classification": ["confidential"]},
	{"id": "auditors-read-confidential-products", "actions": ["read"], "classification": ["confidential"], "roles": ["auditor"]},
	{"id": "restricted-products-are-found-by-few", "actions": ["discover"], "classification": ["restricted"], "roles": ["auditor", "security", "platform-admin"]},
	{"id": "auditors-read-the-audit", "actions": ["audit"], "roles": ["auditor"]},
	{"id": "platform-is-operated", "actions": ["operate"], "roles": ["platform-admin"]},
	{"id": "platform-services-find-all", "actions": ["discover"], "roles": ["service"], "subjects": ["catalog", "governance", "query", "portal"]},
	{"id": "query-engine-reads-files", "actions": ["read", "read_raw"], "roles": ["service"], "subjects": ["query"]},
]

applies(rule, principal, product) if {
	own_domain(rule, principal, product)
	listed(rule, "roles", principal.roles)
	listed(rule, "subjects", [principal.subject])
	listed(rule, "classification", [product.classification])
}

own_domain(rule, _, _) if not rule.own_domain

own_domain(rule, principal, product) if {
	rule.own_domain
	principal.domain == product.domain
}

listed(rule, key, _) if not rule[key]

listed(rule, key, values) if {
	some value in values
	value in rule[key]
}

# personal-data-is-masked
masked(each) if {
	each.action in ["read", "read_raw"]
	each.principal.domain != data.products[each.product].domain
	not query_engine(each.principal)
}

query_engine(principal) if {
	"service" in principal.roles
	principal.subject == "query"
}

masks(each) := {column.name: "redact" | some column in data.products[each.product].columns; masked(each); personal(column)}

masked_by(each) := {"personal-data-is-masked" | count(masks(each)) > 0}

personal(column) if {
	some tag in column.tags
	startswith(tag, "pii")
}
