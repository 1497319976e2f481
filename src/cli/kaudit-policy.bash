# shellcheck shell=bash
# Bash completion of kaudit-policy(1). tests/unit/completion.c compares it with the program's own tables.

_kaudit_policy_options='
	--fix --explain --matrix --default --default= --namespace --kube-version --strict --format --color --help --version'
_kaudit_policy_keys='verb= resource= subresource= group= namespace= name= path= user= groups='
_kaudit_policy_verbs='get list watch create update patch delete deletecollection'

# Of the words in its arguments those that begin as $word does; behind one that ends with = the typing goes on.
_kaudit_policy_offer() {
	mapfile -t COMPREPLY < <(compgen -W "$*" -- "$word")
	[[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace
}

# Whether the line has a request, and its FILE is written: a request's words are what comes then.
_kaudit_policy_asks() {
	local at asks='' files=0
	for ((at = 1; at < COMP_CWORD; at++)); do
		case ${COMP_WORDS[at]} in
		--explain | --matrix) asks=yes ;;
		--namespace | --kube-version | --color | --format) [ "${COMP_WORDS[at + 1]}" = = ] || at=$((at + 1)) ;;
		=) at=$((at + 1)) ;;
		--*) ;;
		*) files=$((files + 1)) ;;
		esac
	done
	[ -n "$asks" ] && [ "$files" -gt 0 ]
}

_kaudit_policy() {
	local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]} behind=' '
	COMPREPLY=()
	if [ "$word" = = ]; then # a word of its own
		word='' behind='='
	elif [ "$option" = = ]; then
		option=${COMP_WORDS[COMP_CWORD - 2]} behind='='
	fi
	case $option$behind in # ? is the space or the =
	--default=) _kaudit_policy_offer baseline cis stig ;;
	--color?) _kaudit_policy_offer auto always never ;;
	--format?) _kaudit_policy_offer text json ;;
	verb=) _kaudit_policy_offer "$_kaudit_policy_verbs" ;;
	--namespace? | --kube-version? | *=) ;;
	*)
		if [[ $word == -?* ]]; then
			_kaudit_policy_offer "$_kaudit_policy_options"
		elif _kaudit_policy_asks; then
			_kaudit_policy_offer "$_kaudit_policy_keys"
		else
			compopt -o default
		fi
		;;
	esac
}

complete -F _kaudit_policy kaudit-policy
