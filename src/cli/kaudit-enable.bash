# shellcheck shell=bash
# Bash completion of kaudit-enable(8). tests/unit/completion.c compares it with the program's own tables.

_kaudit_enable_options='
	--policy --log-path --maxage --maxbackup --maxsize --audit-
	--unset --init-policy --init-policy= --profile --no-policy-check --no-policy-checksum
	--manifest --root --backup-dir --keep-backups --patches-dir --container --kube-version
	--remove --restore --restore= --list-backups --status --emit --dry-run --check --allow-strays
	--wait --no-wait --prove --no-rollback --kubeconfig --cacert
	--diff --color --format --quiet --verbose --help --version'

_kaudit_enable_flags='
	audit-policy-file audit-log-path audit-log-maxage audit-log-maxbackup audit-log-maxsize audit-log-format audit-log-version
	audit-log-compress audit-log-mode audit-log-batch-buffer-size audit-log-batch-max-size audit-log-batch-max-wait
	audit-log-batch-throttle-enable audit-log-batch-throttle-qps audit-log-batch-throttle-burst
	audit-log-truncate-enabled audit-log-truncate-max-batch-size audit-log-truncate-max-event-size
	audit-webhook-config-file audit-webhook-version audit-webhook-mode audit-webhook-initial-backoff
	audit-webhook-batch-initial-backoff audit-webhook-batch-buffer-size audit-webhook-batch-max-size audit-webhook-batch-max-wait
	audit-webhook-batch-throttle-enable audit-webhook-batch-throttle-qps audit-webhook-batch-throttle-burst
	audit-webhook-truncate-enabled audit-webhook-truncate-max-batch-size audit-webhook-truncate-max-event-size
	audit-dynamic-configuration'

# Of the words in its arguments those that begin as $word does; behind one that ends with = or - the typing goes on.
_kaudit_enable_offer() {
	mapfile -t COMPREPLY < <(compgen -W "$*" -- "$word")
	[[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *[=-] ]] || compopt -o nospace
}

_kaudit_enable() {
	local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]} behind=' '
	COMPREPLY=()
	if [ "$word" = = ]; then # a word of its own
		word='' behind='='
	elif [ "$option" = = ]; then
		option=${COMP_WORDS[COMP_CWORD - 2]} behind='='
	fi
	case $option$behind in # ? is the space or the =
	--policy? | --log-path? | --audit-policy-file? | --audit-log-path? | --audit-webhook-config-file? | \
		--manifest? | --restore= | --kubeconfig? | --cacert?) compopt -o default ;;
	--root? | --backup-dir? | --patches-dir?) compopt -o dirnames ;;
	--unset?) _kaudit_enable_offer "$_kaudit_enable_flags" ;;
	--init-policy=) _kaudit_enable_offer baseline cis stig ;;
	--profile?) _kaudit_enable_offer cis stig ;;
	--emit?) _kaudit_enable_offer kubeadm-patch kubeadm-v1beta3 kubeadm-v1beta4 ;;
	--wait?) _kaudit_enable_offer auto ;;
	--prove?) _kaudit_enable_offer event secret ;;
	--color?) _kaudit_enable_offer auto always never ;;
	--format?) _kaudit_enable_offer text json ;;
	--audit-log-format?) _kaudit_enable_offer json legacy ;;
	--audit-*-mode?) _kaudit_enable_offer batch blocking blocking-strict ;;
	--audit-*-version?) _kaudit_enable_offer audit.k8s.io/v1 audit.k8s.io/v1beta1 audit.k8s.io/v1alpha1 ;;
	--audit-*-enable= | --audit-*-enabled= | --audit-log-compress= | --audit-dynamic-configuration=) _kaudit_enable_offer true false ;;
	--audit-*-enable\  | --audit-*-enabled\  | --audit-log-compress\  | --audit-dynamic-configuration\ ) # alone it says true
		_kaudit_enable_offer "$_kaudit_enable_options" ;;
	--maxage? | --maxbackup? | --maxsize? | --keep-backups? | --container? | --kube-version? | --audit-*? | *=) ;;
	*)
		case $word in
		--audit-*) word=${word#--} && _kaudit_enable_offer "$_kaudit_enable_flags" && COMPREPLY=("${COMPREPLY[@]/#/--}") ;;
		*) _kaudit_enable_offer "$_kaudit_enable_options" ;;
		esac
		;;
	esac
}

complete -F _kaudit_enable kaudit-enable
