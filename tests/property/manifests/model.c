#include "model.h"

#include <string.h>

static const char *const plain_flags[] = {
	"--advertise-address=192.0.2.10", "--allow-privileged=true", "--authorization-mode=Node,RBAC", "--bind-address=0.0.0.0",
	"--client-ca-file=/etc/kubernetes/pki/ca.crt", "--enable-admission-plugins=NodeRestriction", "--enable-bootstrap-token-auth=true",
	"--etcd-servers=https://192.0.2.11:2379,https://192.0.2.12:2379", "--insecure-port=0", "--profiling=false", "--secure-port=6443",
	"--service-account-issuer=https://kubernetes.default.svc", "--service-cluster-ip-range=10.96.0.0/12,fd00:10:96::/112", "--v=2",
	"--tls-cert-file=/etc/kubernetes/pki/apiserver.crt", "--tls-private-key-file=/etc/kubernetes/pki/apiserver.key",
	"--event-ttl=1h0m0s", "--kubelet_preferred_address_types=InternalIP,Hostname", "--feature-gates=SomeGate=true,OtherGate=false",
	"--oidc-username-prefix=oidc:", "--cors-allowed-origins=.*", "--runtime-config=",
};

static const char *const odd_flags[] = {
	"--oidc-issuer-url=https://idp.example/a?b=c#d", "--anonymous-auth", "--external-hostname=$(HOST_IP)", "--oidc-groups-claim=a: b",
	"--oidc-username-claim= #x", "--oidc-client-id=it's", "--oidc-required-claim=say=\"hi\"", "--tls-sni-cert-key=/a b/c,/d\\e:*.example",
	"--service-account-key-file=/srv/schlüssel/ä.pub", "--external-hostname={curly}", "--token-auth-file=[flow]", "--goaway-chance=",
	"--admission-control-config-file=/etc/kubernetes/a-very-long-path/that-does-not-fit/into-eighty-columns/with/more/of/it.yaml",
	"--tls-cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384",
};

static void add_flags(struct world *world, struct value *words)
{
	for (uint32_t left = 1 + random_below(world, 12); left > 0; left--) {
		if (chance(world, 20)) {
			add(words, value_text(world, pick(world, odd_flags)));
		} else if (chance(world, 8)) {
			add(words, value_text(world, "--request-timeout"));
			add(words, value_text(world, "1m0s"));
		} else {
			add(words, value_text(world, pick(world, plain_flags)));
		}
	}
}

void model_add_mount(struct world *world, struct value *mounts, struct value *volumes, const char *name, const char *path,
		     const char *host, const char *type, bool read_only)
{
	struct value *mount = add(mounts, value_map(world)), *volume = add(volumes, value_map(world));
	put(mount, "mountPath", value_text(world, path));
	put(mount, "name", value_text(world, name));
	if (read_only || chance(world, 10))
		put(mount, "readOnly", value_word(world, read_only ? "true" : "false"));
	struct value *source = value_map(world);
	put(volume, host ? "hostPath" : "emptyDir", source);
	if (host)
		put(source, "path", value_text(world, host));
	if (host && type)
		put(source, "type", value_text(world, type));
	put(volume, "name", value_text(world, name));
}

static void add_other_mounts(struct world *world, struct value *mounts, struct value *volumes)
{
	static const char *const certificates[] = { "/etc/ssl/certs", "/etc/pki", "/usr/share/ca-certificates" };
	if (chance(world, 80))
		model_add_mount(world, mounts, volumes, "k8s-certs", "/etc/kubernetes/pki", "/etc/kubernetes/pki", "DirectoryOrCreate", true);
	for (size_t i = 0; i < 3; i++) {
		if (chance(world, 40))
			model_add_mount(world, mounts, volumes, text_make(world, "certs-%zu", i), certificates[i], certificates[i],
					chance(world, 70) ? "DirectoryOrCreate" : NULL, true);
	}
	if (chance(world, 10))
		model_add_mount(world, mounts, volumes, "scratch", "/tmp/scratch", NULL, NULL, false);
	if (chance(world, 10)) /* a name that is taken, for something else */
		model_add_mount(world, mounts, volumes, chance(world, 50) ? "audit-policy" : "audit-log", "/srv/other", "/srv/other", "Directory", false);
	if (chance(world, 5))
		add(volumes, value_map(world)), put(volumes->last, "name", value_text(world, "unused")),
			put(volumes->last, "emptyDir", value_map(world));
}

static struct value *probe(struct world *world)
{
	struct value *probe = value_map(world), *get = put(probe, "httpGet", value_map(world));
	put(probe, "failureThreshold", value_word(world, "8"));
	put(get, "host", value_text(world, "192.0.2.10"));
	put(get, "path", value_text(world, "/livez"));
	put(get, "port", value_word(world, "6443"));
	put(get, "scheme", value_text(world, "HTTPS"));
	return probe;
}

static void add_rest(struct world *world, struct value *container)
{
	static const char *const images[] = {
		"registry.k8s.io/kube-apiserver:v1.33.4", "registry.example:5000/mirror/kube-apiserver:v1.24.17-custom.1", "kube-apiserver:latest",
		"registry.k8s.io/kube-apiserver@sha256:8d7cbc9c8b6a5b9d3ab7e0bbd0d3c1a9b2f4a5d6e7f8091a2b3c4d5e6f708192",
	};
	put(container, "image", value_text(world, pick(world, images)));
	if (chance(world, 60))
		put(container, "imagePullPolicy", value_text(world, "IfNotPresent"));
	if (chance(world, 60))
		put(container, "livenessProbe", probe(world));
	if (chance(world, 40)) {
		struct value *variable = add(put(container, "env", value_list(world)), value_map(world));
		put(variable, "name", value_text(world, "HOST_IP"));
		put(variable, "value", value_text(world, chance(world, 50) ? "yes" : "192.0.2.10"));
	}
	if (chance(world, 50)) {
		struct value *resources = put(container, "resources", value_map(world));
		put(put(resources, "requests", value_map(world)), "cpu", value_text(world, chance(world, 50) ? "250m" : "1"));
	}
}

/* The program and its flags, split between command and args as people do. */
static struct value *add_words(struct world *world, struct value *container)
{
	static const char *const programs[] = { "kube-apiserver", "/usr/local/bin/kube-apiserver" };
	static const char *const hyperkubes[][2] = { { "/hyperkube", "apiserver" }, { "hyperkube", "kube-apiserver" }, { "/hyperkube", "kube-apiserver" } };
	struct value *command = put(container, "command", value_list(world)), *words = command;
	if (chance(world, 20)) {
		const char *const *hyperkube = hyperkubes[random_below(world, 3)];
		add(command, value_text(world, hyperkube[0]));
		if (chance(world, 20))
			words = put(container, "args", value_list(world));
		add(words, value_text(world, hyperkube[1]));
		return words;
	}
	add(command, value_text(world, pick(world, programs)));
	if (chance(world, 25)) {
		if (chance(world, 30))
			add_flags(world, command);
		words = put(container, "args", value_list(world));
	} else if (chance(world, 5)) {
		put(container, "args", chance(world, 50) ? value_list(world) : value_word(world, "null"));
	}
	return words;
}

static struct value *sidecar(struct world *world, const char *name)
{
	struct value *container = value_map(world), *command = put(container, "command", value_list(world));
	add(command, value_text(world, "healthz-proxy"));
	add(command, value_text(world, "--audit-log-path=/not/the/api/server"));
	put(container, "image", value_text(world, "registry.example/healthz:1.0"));
	put(container, "name", value_text(world, name));
	return container;
}

/* Now and then a sidecar reads the audit log, or another flag names a file beside it. */
static void share_log(struct world *world, struct model *model, struct value *other, const struct value *mounts)
{
	bool trace = false;
	for (const struct value *mount = mounts->first; mount; mount = mount->next) {
		trace = trace || strcmp(value_get(mount, "mountPath")->text, "/var/log/kubernetes/audit") == 0;
		if (strncmp(value_get(mount, "name")->text, "audit", 5) != 0 || !chance(world, 15))
			continue;
		struct value *copy = add(put(other, "volumeMounts", value_list(world)), value_map(world));
		put(copy, "mountPath", value_text(world, "/shared"));
		put(copy, "name", value_text(world, value_get(mount, "name")->text));
		return;
	}
	if (trace && chance(world, 20))
		add(model->words, value_text(world, "--tracing-config-file=/var/log/kubernetes/audit/trace.yaml"));
}

/* Left out where there is nothing in it, or there all the same: empty, null. */
static void put_list(struct world *world, struct value *map, const char *key, struct value *list)
{
	if (list->count > 0 || chance(world, 15))
		put(map, key, list);
	else if (chance(world, 20))
		put(map, key, value_word(world, "null"));
}

static struct value *metadata(struct world *world)
{
	struct value *metadata = value_map(world);
	if (chance(world, 40)) {
		struct value *annotations = put(metadata, "annotations", value_map(world));
		put(annotations, "kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint", value_text(world, "192.0.2.10:6443"));
		if (chance(world, 50))
			put(annotations, "example.com/note", value_text(world, "two words, a # and a\nsecond line\n"));
		if (chance(world, 20))
			put(annotations, PLAN_ANNOTATION, value_text(world, MODEL_SHA256));
	} else if (chance(world, 10)) {
		put(metadata, "annotations", chance(world, 50) ? value_map(world) : value_word(world, "null"));
	}
	if (chance(world, 50))
		put(metadata, "creationTimestamp", value_word(world, "null"));
	struct value *labels = put(metadata, "labels", value_map(world));
	put(labels, "component", value_text(world, "kube-apiserver"));
	put(labels, "tier", value_text(world, "control-plane"));
	put(metadata, "name", value_text(world, "kube-apiserver"));
	put(metadata, "namespace", value_text(world, "kube-system"));
	return metadata;
}

/* In the order in which kubeadm, people, or nobody would write it. */
static void arrange(struct world *world, struct model *model)
{
	if (chance(world, 50)) {
		value_sort(model->container);
	} else if (chance(world, 60)) {
		value_shuffle(world, model->container);
		value_shuffle(world, value_get(model->pod, "spec"));
		value_shuffle(world, model->pod);
	}
}

static void put_hazard(struct world *world, struct model *model)
{
	switch (model->hazard) {
	case HAZARD_SHELL: {
		struct value *command = value_get(model->container, "command");
		struct value *words = value_list(world);
		add(words, value_text(world, "/bin/sh"));
		add(words, value_text(world, "-c"));
		add(words, value_text(world, "exec kube-apiserver --v=2"));
		words->key = command->key;
		words->next = command->next;
		*command = *words;
		value_drop(model->container, "args");
		break;
	}
	case HAZARD_TEMPLATE:
		add(model->words, value_text(world, pick(world, ((const char *[]){ "--etcd-servers={{ etcd }}", "--v={% if x %}2", "--bind-address=${IP}" }))));
		break;
	case HAZARD_NOT_A_POD:
		value_get(model->pod, "kind")->text = pick(world, ((const char *[]){ "Deployment", "DaemonSet", "Pods" }));
		break;
	case HAZARD_NO_APISERVER:
		value_get(model->container, "command")->first->text = "kube-scheduler";
		value_get(model->container, "name")->text = "kube-scheduler";
		break;
	default:
		break; /* put in by whoever writes the text */
	}
}

void model_make(struct world *world, struct model *model)
{
	*model = (struct model){ .pod = value_map(world) };
	struct value *mounts = value_list(world), *volumes = value_list(world);
	if (chance(world, 8))
		model->hazard = 1 + random_below(world, HAZARD_COUNT - 1);
	put(model->pod, "apiVersion", value_text(world, "v1"));
	put(model->pod, "kind", value_text(world, "Pod"));
	put(model->pod, "metadata", metadata(world));
	struct value *spec = put(model->pod, "spec", value_map(world));
	struct value *containers = put(spec, "containers", value_list(world));
	if (chance(world, 10) && model->hazard != HAZARD_NO_APISERVER)
		add(containers, sidecar(world, "before"));
	model->container = add(containers, value_map(world));
	struct value *other = chance(world, 10) ? add(containers, sidecar(world, "after")) : NULL;

	model->words = add_words(world, model->container);
	if (model->hazard == HAZARD_NO_APISERVER && (value_get(model->container, "args") || strstr(model->words->first->text, "hyperkube")))
		model->hazard = HAZARD_NONE; /* a word behind the program names it, too */
	add_rest(world, model->container);
	put(model->container, "name", value_text(world, chance(world, 90) ? "kube-apiserver" : "apiserver"));
	add_other_mounts(world, mounts, volumes);
	add_flags(world, model->words);
	if (chance(world, 50))
		model_add_audit(world, model, model->words, mounts, volumes);
	if (chance(world, 40))
		add_flags(world, model->words);
	if (other)
		share_log(world, model, other, mounts);
	if (chance(world, 3))
		add(model->words, value_text(world, "--"));
	if (chance(world, 60))
		value_shuffle(world, mounts);
	put_list(world, model->container, "volumeMounts", mounts);

	put(spec, "hostNetwork", value_word(world, "true"));
	if (chance(world, 50))
		put(spec, "priorityClassName", value_text(world, "system-node-critical"));
	put_list(world, spec, "volumes", volumes);
	if (chance(world, 50))
		put(model->pod, "status", value_map(world));
	put_hazard(world, model);
	arrange(world, model);
	model_make_wishes(world, &model->wishes);
}
